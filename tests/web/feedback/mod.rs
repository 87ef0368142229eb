mod class_feedback;
mod forms;
mod giving;
mod impact;
mod links;
mod quotes;
mod small_groups;
