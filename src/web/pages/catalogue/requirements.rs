//! The prerequisite builder: groups of requirements row by row, read back as the sentence they make.

use serde::Serialize;

use crate::{
    domain::{
        courses::{MAX_GROUPS, MAX_REQUIREMENTS},
        ids::{GroupId, RequirementId},
        prerequisite_words::sentence,
        prerequisites::{Group, Requirement, Target},
        words::{RequirementKind, Word},
    },
    store::read::catalogue::{
        course::GroupView,
        courses::CourseName,
        ladders::{CredentialKindView, DeclarationKindView},
    },
    usecases::catalogue::course_terms::RequirementTerms,
    web::{
        extract::Posted,
        forms::{Field, Form},
    },
};

/// What requirements can ask for.
#[derive(Default)]
pub struct Choices {
    /// Courses, by persons or their organisations.
    pub courses: Vec<CourseName>,
    /// Credentials held.
    pub credentials: Vec<CredentialKindView>,
    /// Statements declared.
    pub declarations: Vec<DeclarationKindView>,
}

impl Choices {
    /// Every one as a form sends it and as people read it: `course:introduction`, "Completed Introduction".
    fn all(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        let value = |kind: RequirementKind, slug: &str| format!("{}:{slug}", kind.as_str());
        for one in &self.courses {
            all.push((value(RequirementKind::Course, &one.slug), format!("Completed: {}", one.title)));
        }
        for one in &self.credentials {
            all.push((value(RequirementKind::Credential, &one.slug), format!("Holds: {}", one.name)));
        }
        for one in &self.courses {
            let label = format!("Their organisation completed: {}", one.title);
            all.push((value(RequirementKind::OrganisationCourse, &one.slug), label));
        }
        for one in &self.declarations {
            all.push((
                value(RequirementKind::Declaration, &one.slug),
                format!("Declares: {}", one.statement),
            ));
        }
        all
    }

    /// The target and what it is called.
    fn target(&self, kind: RequirementKind, slug: &str) -> Option<(Target, String)> {
        match kind {
            RequirementKind::Course | RequirementKind::OrganisationCourse => {
                let one = self.courses.iter().find(|one| one.slug == slug)?;
                Some((Target::from_parts(kind, one.id.uuid()), one.title.clone()))
            }
            RequirementKind::Credential => {
                let one = self.credentials.iter().find(|one| one.slug == slug)?;
                Some((Target::from_parts(kind, one.id.uuid()), one.name.clone()))
            }
            RequirementKind::Declaration => {
                let one = self.declarations.iter().find(|one| one.slug == slug)?;
                Some((Target::from_parts(kind, one.id.uuid()), one.statement.clone()))
            }
        }
    }
}

/// A group of requirements of which any one is needed, as the form shows it.
#[derive(Debug, Clone, Serialize)]
pub struct GroupFacts {
    /// Its number, from 1.
    number: usize,
    /// Its place in the form, from 0.
    at: usize,
    /// Whether it is the first.
    first: bool,
    /// Its requirements.
    rows: Vec<RowFacts>,
}

/// One requirement, as the form shows it.
#[derive(Debug, Clone, Serialize)]
struct RowFacts {
    /// Its place in the group, from 0.
    at: usize,
    /// The group's place in the form.
    group: usize,
    fields: Vec<Field>,
}

impl GroupFacts {
    /// Two groups.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let builder = Builder { groups: vec![vec![Row::default(), Row::default()], vec![Row::default()]] };
        builder.shown(&builder.fields(Form::new("", ""), &Choices::default()))
    }
}

/// One row: what is asked for, and within how many months.
#[derive(Debug, Clone, Default)]
struct Row {
    asks: String,
    months: String,
}

impl Row {
    fn parts(&self) -> Option<(RequirementKind, &str)> {
        let (kind, slug) = self.asks.split_once(':')?;
        Some((RequirementKind::from_word(kind)?, slug))
    }
}

/// The prerequisite as it stands in the form: every group, of each any row.
#[derive(Debug, Clone, Default)]
pub struct Builder {
    groups: Vec<Vec<Row>>,
}

fn asks_name(group: usize, row: usize) -> String {
    format!("prerequisites[{group}].any_of[{row}]")
}

fn months_name(group: usize, row: usize) -> String {
    format!("{}.within_months", asks_name(group, row))
}

impl Builder {
    /// As a course has it.
    pub fn of(groups: &[GroupView]) -> Self {
        let rows = |group: &GroupView| {
            group
                .any_of
                .iter()
                .map(|one| {
                    let slug = one.course.as_ref().or(one.credential.as_ref()).or(one.declaration.as_ref());
                    Row {
                        asks: format!("{}:{}", one.kind.as_str(), slug.cloned().unwrap_or_default()),
                        months: one.within_months.map(|months| months.to_string()).unwrap_or_default(),
                    }
                })
                .collect()
        };
        Self { groups: groups.iter().map(rows).collect() }
    }

    /// As it was typed, after the step it was sent with; rows left empty go when it is to be saved.
    pub fn typed(posted: &Posted) -> Self {
        let mut groups = Vec::new();
        for group in 0..MAX_GROUPS {
            let rows: Vec<Row> = (0..MAX_REQUIREMENTS)
                .take_while(|row| posted.has(&asks_name(group, *row)))
                .map(|row| Row {
                    asks: posted.get(&asks_name(group, row)).to_owned(),
                    months: posted.get(&months_name(group, row)).to_owned(),
                })
                .collect();
            if rows.is_empty() {
                break;
            }
            groups.push(rows);
        }
        let mut builder = Self { groups };
        match posted.optional("_step") {
            Some(step) => builder.step(&step),
            None => builder.drop_blanks(),
        }
        builder
    }

    fn step(&mut self, step: &str) {
        let mut parts = step.split(':');
        let verb = parts.next().unwrap_or_default();
        let numbers: Vec<usize> = parts.filter_map(|part| part.parse().ok()).collect();
        match (verb, numbers.as_slice()) {
            ("add-group", _) if self.groups.len() < MAX_GROUPS => self.groups.push(vec![Row::default()]),
            ("add-row", [group]) => {
                if let Some(rows) = self.groups.get_mut(*group).filter(|rows| rows.len() < MAX_REQUIREMENTS) {
                    rows.push(Row::default());
                }
            }
            ("remove-row", [group, row]) => {
                if let Some(rows) = self.groups.get_mut(*group).filter(|rows| *row < rows.len()) {
                    rows.remove(*row);
                }
                self.groups.retain(|rows| !rows.is_empty());
            }
            _ => {}
        }
    }

    fn drop_blanks(&mut self) {
        for rows in &mut self.groups {
            rows.retain(|row| !row.asks.is_empty());
        }
        self.groups.retain(|rows| !rows.is_empty());
    }

    /// What it asks for, in a sentence; rows not filled in yet are left out.
    pub fn sentence(&self, choices: &Choices) -> String {
        let group = |rows: &Vec<Row>| {
            let any_of: Vec<Requirement> = rows
                .iter()
                .filter_map(|row| {
                    let (kind, slug) = row.parts()?;
                    let (target, label) = choices.target(kind, slug)?;
                    let within_months = row.months.parse().ok();
                    Some(Requirement {
                        id: RequirementId::from_uuid(uuid::Uuid::nil()),
                        target,
                        within_months,
                        label,
                    })
                })
                .collect();
            (!any_of.is_empty()).then(|| Group { id: GroupId::from_uuid(uuid::Uuid::nil()), any_of })
        };
        sentence(&self.groups.iter().filter_map(group).collect::<Vec<_>>())
    }

    /// Adds its rows to a form.
    pub fn fields(&self, mut form: Form, choices: &Choices) -> Form {
        let all = choices.all();
        for (at, rows) in self.groups.iter().enumerate() {
            for (row_at, row) in rows.iter().enumerate() {
                let label = if row_at == 0 { "Either" } else { "or" };
                let select = all.iter().fold(
                    Field::select(&asks_name(at, row_at), label).choice("", "Choose …"),
                    |field, (value, label)| field.choice(value.clone(), label.clone()),
                );
                form = form.field(select.value(row.asks.clone())).field(
                    Field::number(&months_name(at, row_at), "Within months")
                        .optional()
                        .value(row.months.clone()),
                );
            }
        }
        form
    }

    /// Its groups with their fields, once everything that is wrong with them is known.
    pub fn shown(&self, form: &Form) -> Vec<GroupFacts> {
        let row = |group: usize, at: usize| RowFacts {
            at,
            group,
            fields: [asks_name(group, at), months_name(group, at)]
                .iter()
                .filter_map(|name| form.shown(name))
                .collect(),
        };
        let groups = self.groups.iter().enumerate().map(|(at, rows)| GroupFacts {
            number: at + 1,
            at,
            first: at == 0,
            rows: (0..rows.len()).map(|row_at| row(at, row_at)).collect(),
        });
        groups.collect()
    }

    /// What it asks for, as the use-cases take it; what no number of months can be is told in the form.
    pub fn terms(&self, form: &mut Form) -> Option<Vec<Vec<RequirementTerms>>> {
        let mut right = true;
        let groups = self.groups.iter().enumerate().map(|(at, rows)| {
            let terms = rows.iter().enumerate().filter_map(|(row_at, row)| {
                let within_months = row.months.parse().ok();
                if within_months.is_none() && !row.months.is_empty() {
                    form.refuse(&months_name(at, row_at), "Enter a whole number of months, such as 24.");
                    right = false;
                }
                let (kind, slug) = row.parts()?;
                let slug = Some(slug.to_owned()).filter(|slug| !slug.contains('\0'));
                Some(RequirementTerms { kind, slug, within_months })
            });
            terms.collect()
        });
        let groups: Vec<Vec<RequirementTerms>> = groups.collect();
        right.then_some(groups)
    }
}
