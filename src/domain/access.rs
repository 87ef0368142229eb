//! Who may do what: one table, read by routes, use-cases, the API document and the permission matrix test.
//!
//! A caller who may not gets one of three answers. Not signed in: 401. No role of theirs ever allows the action: 403.
//! Their roles would allow it, but not for this object: 404, so that nobody learns what exists; unless they may see
//! the object anyway, when hiding it would be untrue and 403 is said.

use super::ids::PersonId;

/// Who is calling, as far as rights go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent roles, read from four independent facts")]
pub struct Actor {
    /// The person.
    pub person_id: PersonId,
    /// Runs the training offer.
    pub is_coordinator: bool,
    /// Runs sessions.
    pub is_trainer: bool,
    /// Manages at least one person: named as line manager, or leads an organisation.
    pub manages_anyone: bool,
    /// Leads at least one organisation.
    pub leads_anywhere: bool,
}

/// How the caller stands to the object of the call; what does not apply stays false.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent relations, any of which may hold at once")]
pub struct Relation {
    /// The object is the caller's own: their record, booking or certificate.
    pub own: bool,
    /// The caller manages the person it is about.
    pub manages: bool,
    /// The caller is a trainer of the session.
    pub trains: bool,
    /// The caller holds a place on the session.
    pub booked: bool,
    /// The caller leads the organisation it is about.
    pub leads: bool,
    /// The caller is a confirmed member of the organisation it is about.
    pub member: bool,
}

/// A way to have a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Who {
    /// Everybody, signed in or not.
    Anyone,
    /// Everybody signed in.
    SignedIn,
    /// The person it is about.
    Self_,
    /// Whoever manages that person.
    ManagesPerson,
    /// A manager, of whomever: lists show them their own people only.
    Manager,
    /// A manager who belongs to the organisation it is about.
    ManagerInOrganisation,
    /// The lead of the organisation it is about.
    Lead,
    /// A trainer of the session.
    TrainerOfSession,
    /// A trainer, of whichever session: lists show them their own only.
    Trainer,
    /// Somebody who holds a place on the session.
    Booked,
    /// A coordinator.
    Coordinator,
}

/// The answer to "may they?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// They may.
    Yes,
    /// Nobody is signed in: 401.
    SignIn,
    /// No role of theirs allows this, or the object is theirs to see but not to change: 403.
    NeverYourRole,
    /// Not theirs, and not theirs to know of: 404.
    NotThere,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident = $name:literal: [$($who:ident),+] $(, seen by $see:ident)?;)+) => {
        /// Something a caller can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $($(#[$doc])* $action),+ }

        impl Action {
            /// Every action, in the table's order.
            pub const ALL: &'static [Self] = &[$(Self::$action),+];

            /// Its name for logs and the API document.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$action => $name),+ }
            }

            /// The ways to have this right, any of which is enough.
            #[must_use]
            pub const fn who(self) -> &'static [Who] {
                match self { $(Self::$action => &[$(Who::$who),+]),+ }
            }

            /// The action that shows the object: a caller who may do that is told 403 and not 404.
            const fn seen_by(self) -> Option<Self> {
                match self { $(Self::$action => actions!(@see $($see)?)),+ }
            }
        }
    };
    (@see) => { None };
    (@see $see:ident) => { Some(Self::$see) };
}

actions! {
    /// Sign in, sign out, refresh, ask for and redeem a sign-in link.
    SignIn = "sign_in": [Anyone];
    /// Register, and confirm an address.
    Register = "register": [Anyone];
    /// Health, metrics, keys and the API document.
    ReadService = "read_service": [Anyone];
    /// Read one's own name and roles, and sign out.
    SeeWhoIAm = "see_who_i_am": [SignedIn];
    /// Set up, change and remove one's own second factor.
    SetUpSecondFactor = "set_up_second_factor": [SignedIn];
    /// Read one's own record and rights.
    ReadMe = "read_me": [SignedIn];
    /// Change one's own record: name, addresses, memberships claimed, declarations made.
    EditMe = "edit_me": [SignedIn];
    /// Search the organisations.
    ListOrganisations = "list_organisations": [Anyone];
    /// Say what the partnership is called and how its site looks.
    EditSite = "edit_site": [Coordinator];
    /// Create or change an organisation.
    EditOrganisation = "edit_organisation": [Coordinator];
    /// Confirm that somebody belongs to an organisation.
    ConfirmMembership = "confirm_membership": [Lead, Coordinator];
    /// List memberships: leads those of their organisations, coordinators all.
    ListMemberships = "list_memberships": [Lead, Coordinator];
    /// See what an organisation completed as a whole.
    ReadOrganisationTraining = "read_organisation_training": [Lead, Coordinator];
    /// End somebody's membership of an organisation.
    EndMembership = "end_membership": [Self_, Lead, Coordinator];
    /// Search people: coordinators everyone, managers whom they manage.
    ListPeople = "list_people": [Manager, Coordinator];
    /// Read a person's record.
    ReadPerson = "read_person": [ManagesPerson, Coordinator];
    /// Change a person's record or roles, disable them, merge duplicates.
    EditPerson = "edit_person": [Coordinator], seen by ReadPerson;
    /// Add somebody who has no account yet to an organisation.
    InvitePerson = "invite_person": [Lead, ManagerInOrganisation, Coordinator];
    /// Read ladders, courses and published sessions.
    ReadCatalogue = "read_catalogue": [Anyone];
    /// Read a session that the public does not see: a draft, or a private one.
    ReadHiddenSession = "read_hidden_session": [Booked, TrainerOfSession, Coordinator];
    /// Read how to join a session.
    ReadJoining = "read_joining": [Booked, TrainerOfSession, Coordinator];
    /// Ask what stands between a person and a session.
    ReadEligibility = "read_eligibility": [Self_, ManagesPerson, TrainerOfSession, Coordinator];
    /// Book a place for a person.
    BookPlace = "book_place": [Self_, ManagesPerson, Coordinator];
    /// Book a place for oneself.
    BookOwnPlace = "book_own_place": [SignedIn];
    /// Add somebody who came without a booking, once the session has started.
    AddWalkIn = "add_walk_in": [TrainerOfSession, Coordinator];
    /// List bookings: each caller finds those they may read.
    ListBookings = "list_bookings": [SignedIn];
    /// Read a booking and its history.
    ReadBooking = "read_booking": [Self_, ManagesPerson, TrainerOfSession, Coordinator];
    /// Take a course at any time, and finish it.
    TakeOnDemand = "take_on_demand": [Self_, ManagesPerson, Coordinator], seen by ReadBooking;
    /// Cancel a booking.
    CancelBooking = "cancel_booking": [Self_, ManagesPerson, Coordinator], seen by ReadBooking;
    /// Take the place that has come up.
    AcceptOffer = "accept_offer": [Self_, ManagesPerson, Coordinator], seen by ReadBooking;
    /// Leave the place that has come up to the next.
    DeclineOffer = "decline_offer": [Self_, ManagesPerson, Coordinator], seen by ReadBooking;
    /// Turn down the other dates we offered for an earlier course that we changed.
    DeclineReplacement = "decline_replacement": [Self_, ManagesPerson, Coordinator], seen by ReadBooking;
    /// Say that a place is still wanted, or "book me automatically until".
    EditWaiting = "edit_waiting": [Self_, ManagesPerson, Coordinator], seen by ReadBooking;
    /// Move a booking to another date of the course.
    MoveBooking = "move_booking": [Self_, ManagesPerson, Coordinator], seen by ReadBooking;
    /// Hand the place to a colleague.
    SubstituteBooking = "substitute_booking": [Self_, ManagesPerson, Coordinator], seen by ReadBooking;
    /// Say yes to a request.
    ApproveBooking = "approve_booking": [ManagesPerson, Coordinator], seen by ReadBooking;
    /// Say no to a request.
    DeclineBooking = "decline_booking": [ManagesPerson, Coordinator], seen by ReadBooking;
    /// Say "This is wrong" about a result or a failed condition.
    Dispute = "dispute": [Self_, ManagesPerson, Coordinator], seen by ReadBooking;
    /// Answer a "This is wrong".
    AnswerDispute = "answer_dispute": [TrainerOfSession, Coordinator], seen by ReadBooking;
    /// Say what one needs to take part.
    EditAccessNeeds = "edit_access_needs": [Self_, ManagesPerson, Coordinator], seen by ReadBooking;
    /// Read what somebody needs to take part: health data, which managers do not see.
    ReadAccessNeeds = "read_access_needs": [Self_, TrainerOfSession, Coordinator], seen by ReadBooking;
    /// Say that what somebody needs is arranged.
    ArrangeAccessNeeds = "arrange_access_needs": [TrainerOfSession, Coordinator], seen by ReadBooking;
    /// Read what somebody means to do with a course. Whoever it is not shared with has nothing to do with it: they are
    /// told what they would be told if there were none.
    ReadActionPlan = "read_action_plan": [Self_, ManagesPerson, TrainerOfSession];
    /// Write what one means to do with a course, and say who may see it.
    WriteActionPlan = "write_action_plan": [Self_];
    /// See what the people of a session share of their plans.
    ReadSharedPlans = "read_shared_plans": [TrainerOfSession];
    /// Say what one learnt by a course, for one's CPD record.
    WriteReflection = "write_reflection": [Self_];
    /// Say how one's course was, and what became of it.
    AnswerAboutCourse = "answer_about_course": [Self_], seen by ReadBooking;
    /// Say so by a link that was mailed, without signing in.
    AnswerByLink = "answer_by_link": [Anyone];
    /// See what was said of a session.
    ReadFeedback = "read_feedback": [TrainerOfSession, Coordinator];
    /// Choose which words of those who allow it stand on a course's page.
    ChooseQuotes = "choose_quotes": [Coordinator];
    /// Fetch the calendar file of a session.
    ReadCalendar = "read_calendar": [Booked];
    /// Create a course.
    CreateCourse = "create_course": [Coordinator];
    /// Change a course.
    EditCourse = "edit_course": [Coordinator];
    /// Create a session.
    CreateSession = "create_session": [Coordinator];
    /// Change, publish or cancel a session, or reorder its waiting list.
    EditSession = "edit_session": [Coordinator];
    /// List the sessions one runs.
    ListTrainedSessions = "list_trained_sessions": [Trainer];
    /// See who is coming.
    ReadRoster = "read_roster": [TrainerOfSession, Coordinator];
    /// Write to everybody on a session.
    WriteToSession = "write_to_session": [TrainerOfSession, Coordinator];
    /// Record attendance.
    WriteRegister = "write_register": [TrainerOfSession, Coordinator];
    /// Say that one is there, by the code on the trainer's screen.
    CheckIn = "check_in": [Anyone];
    /// Close the register.
    CloseRegister = "close_register": [TrainerOfSession, Coordinator];
    /// Reopen the register.
    ReopenRegister = "reopen_register": [Coordinator];
    /// Let a person attend although a group is not met.
    Waive = "waive": [TrainerOfSession, Coordinator];
    /// Read and decide what people say of training they have already done.
    DecideClaims = "decide_claims": [Coordinator];
    /// Read a file that shows training somebody has already done.
    ReadEvidence = "read_evidence": [Self_, Coordinator];
    /// Add files to what one said of training already done, and take them back.
    EditEvidence = "edit_evidence": [Self_], seen by ReadEvidence;
    /// Ask for training for a group.
    AskForTraining = "ask_for_training": [SignedIn];
    /// List requests for training: each caller finds those they may read.
    ListCommissions = "list_commissions": [SignedIn];
    /// Read a request for training: its own asker, leads of the organisation, coordinators.
    ReadCommission = "read_commission": [Self_, Lead, Coordinator];
    /// Say more about a request for training, name its people, write to the other side, decline.
    EditCommission = "edit_commission": [Self_, Lead, Coordinator];
    /// Answer a proposal, or take the request back.
    AnswerProposal = "answer_proposal": [Self_, Lead], seen by ReadCommission;
    /// Propose what was asked for.
    ProposeTraining = "propose_training": [Coordinator], seen by ReadCommission;
    /// Schedule what was agreed, and close it afterwards.
    ScheduleCommission = "schedule_commission": [Coordinator], seen by ReadCommission;
    /// Invite organisations to a private session, and take invitations back.
    InviteOrganisations = "invite_organisations": [Coordinator], seen by AnswerInvitation;
    /// Read and answer an organisation's invitation.
    AnswerInvitation = "answer_invitation": [Lead, Coordinator];
    /// List certificates: each caller finds those they may read.
    ListCertificates = "list_certificates": [SignedIn];
    /// Read a certificate or fetch its PDF.
    ReadCertificate = "read_certificate": [Self_, ManagesPerson, Coordinator];
    /// Withdraw a certificate.
    RevokeCertificate = "revoke_certificate": [Coordinator], seen by ReadCertificate;
    /// Issue a certificate again with something on it put right.
    ReissueCertificate = "reissue_certificate": [Coordinator], seen by ReadCertificate;
    /// Ask for a certificate with something on it put right.
    AskForReissue = "ask_for_reissue": [Self_], seen by ReadCertificate;
    /// Check a verification code.
    VerifyCertificate = "verify_certificate": [Anyone];
    /// See who is listed as a practitioner; coordinators see the others as well.
    ReadPractitioners = "read_practitioners": [SignedIn];
    /// Ask the hub for a practitioner.
    AskForPractitioner = "ask_for_practitioner": [SignedIn];
    /// See who did not come and who gave up too late: each caller of whom they may see.
    ReadShortNotice = "read_short_notice": [Manager, Coordinator];
    /// Send an organisation the letter about it.
    SendShortNotice = "send_short_notice": [Coordinator], seen by ReadOrganisationTraining;
    /// Make and fetch evidence for an accreditation.
    MakeEvidencePack = "make_evidence_pack": [Coordinator];
    /// Note a complaint with a session.
    NoteComplaint = "note_complaint": [Coordinator];
    /// Search the trail of who did what, and take it away as a file.
    ReadTrail = "read_trail": [Coordinator];
    /// Read figures: a coordinator of everything, others of their people and their sessions.
    ReadReports = "read_reports": [Manager, Lead, Trainer, Coordinator];
    /// Read how organisations stand over the years: managers and heads of organisations theirs.
    ReadOrganisationReports = "read_organisation_reports": [Manager, Lead, Coordinator];
    /// Read what is wanted, course by course.
    ReadDemand = "read_demand": [Coordinator];
    /// See the work waiting, failed mail included, and send it again.
    ReadWorkBoard = "read_work_board": [Coordinator];
}

/// Whether `actor` may do `action` to an object they stand to as `relation` says. The one place this is decided.
#[must_use]
pub fn may(actor: Option<&Actor>, action: Action, relation: &Relation) -> Access {
    if action.who().contains(&Who::Anyone) {
        return Access::Yes;
    }
    let Some(actor) = actor else { return Access::SignIn };
    if allowed(actor, action, *relation) {
        return Access::Yes;
    }
    if !ever(actor, action) {
        return Access::NeverYourRole;
    }
    match action.seen_by() {
        Some(see) if allowed(actor, see, *relation) => Access::NeverYourRole,
        _ => Access::NotThere,
    }
}

/// Whether any role of the actor's could ever allow the action, whatever the object: what decides 403 before the
/// object is looked for.
#[must_use]
pub fn ever(actor: &Actor, action: Action) -> bool {
    action.who().iter().any(|who| match who {
        Who::Anyone | Who::SignedIn | Who::Self_ | Who::Booked => true,
        Who::ManagesPerson | Who::Manager | Who::ManagerInOrganisation => actor.manages_anyone,
        Who::Lead => actor.leads_anywhere,
        Who::TrainerOfSession | Who::Trainer => actor.is_trainer,
        Who::Coordinator => actor.is_coordinator,
    })
}

fn allowed(actor: &Actor, action: Action, relation: Relation) -> bool {
    action.who().iter().any(|who| match who {
        Who::Anyone | Who::SignedIn => true,
        Who::Self_ => relation.own,
        Who::ManagesPerson => actor.manages_anyone && relation.manages,
        Who::Manager => actor.manages_anyone,
        Who::ManagerInOrganisation => actor.manages_anyone && relation.member,
        Who::Lead => actor.leads_anywhere && relation.leads,
        // A trainer of the session who is no longer a trainer sees it no more.
        Who::TrainerOfSession => actor.is_trainer && relation.trains,
        Who::Trainer => actor.is_trainer,
        Who::Booked => relation.booked,
        Who::Coordinator => actor.is_coordinator,
    })
}
