//! How the domain's types stand in columns: [`Id`] as sixteen bytes, words and zones as text.
//!
//! One generic implementation serves every backend, and the domain stays free of diesel. Times are `Timestamp` in
//! UTC and stand in rows as [`chrono::NaiveDateTime`]; `and_utc()` and `naive_utc()` lead across.

use chrono_tz::Tz;
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    serialize::{self, Output, ToSql},
    sql_types::{Binary, Text},
};
use uuid::Uuid;

use crate::domain::{
    action_plans::ActionState,
    approvals::Approver,
    check_ins::CheckInWay,
    commissions::{CommissionCondition, ListAnswer},
    conditions::ConditionState,
    erasures::ErasureCause,
    evidence::EvidenceKind,
    feedback::{LinkKind, QuestionKind},
    hand_overs::HandOverEnd,
    ids::Id,
    impact::{ImpactSide, ImpactStage, PlanStanding},
    invites::InviteMethod,
    places::OfferEnd,
    second_factors::{ChallengePurpose, LoginMethod, SecondFactor},
    session_messages::Readers,
    site::MarkKind,
    times::Zone,
    words::{
        BookingOrigin, BookingState, CancelReason, CertificateState, ClaimState, CommissionEvent,
        CommissionState, Delivery, InvitationState, MailState, MembershipProof, OrganisationKind, Outcome,
        ReportEvidence, ReportMatch, ReportSource, RequirementKind, SessionState, TokenKind, Word,
    },
    zoom::RegistrantState,
};

#[derive(AsExpression, FromSqlRow)]
#[diesel(foreign_derive)]
#[diesel(sql_type = Binary)]
#[expect(dead_code, reason = "carries the derives for a type of the domain")]
struct IdInColumn<T: 'static>(Id<T>);

impl<T: 'static, DB> ToSql<Binary, DB> for Id<T>
where
    DB: Backend,
    [u8]: ToSql<Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <[u8] as ToSql<Binary, DB>>::to_sql(self.as_bytes(), out)
    }
}

impl<T: 'static, DB> FromSql<Binary, DB> for Id<T>
where
    DB: Backend,
    Vec<u8>: FromSql<Binary, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<Binary, DB>>::from_sql(bytes)?;
        Ok(Self::from_uuid(Uuid::from_slice(&bytes)?))
    }
}

#[derive(AsExpression, FromSqlRow)]
#[diesel(foreign_derive)]
#[diesel(sql_type = Text)]
#[expect(dead_code, reason = "carries the derives for a type of the domain")]
struct ZoneInColumn(Zone);

impl<DB> ToSql<Text, DB> for Zone
where
    DB: Backend,
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <str as ToSql<Text, DB>>::to_sql(self.name(), out)
    }
}

impl<DB> FromSql<Text, DB> for Zone
where
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(text: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let name = <String as FromSql<Text, DB>>::from_sql(text)?;
        let zone: Tz = name.parse().map_err(|_| format!("{name:?} is no time zone"))?;
        Ok(zone.into())
    }
}

macro_rules! words_in_columns {
    ($($word:ident as $proxy:ident),+ $(,)?) => {$(
        #[derive(AsExpression, FromSqlRow)]
        #[diesel(foreign_derive)]
        #[diesel(sql_type = Text)]
        #[expect(dead_code, reason = "carries the derives for a type of the domain")]
        struct $proxy($word);

        impl<DB> ToSql<Text, DB> for $word
        where
            DB: Backend,
            str: ToSql<Text, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                <str as ToSql<Text, DB>>::to_sql(self.as_str(), out)
            }
        }

        impl<DB> FromSql<Text, DB> for $word
        where
            DB: Backend,
            String: FromSql<Text, DB>,
        {
            fn from_sql(text: DB::RawValue<'_>) -> deserialize::Result<Self> {
                let word = <String as FromSql<Text, DB>>::from_sql(text)?;
                $word::from_word(&word)
                    .ok_or_else(|| format!("{word:?} is no {}", stringify!($word)).into())
            }
        }
    )+};
}

words_in_columns! {
    ActionState as ActionStateInColumn,
    Approver as ApproverInColumn,
    BookingOrigin as BookingOriginInColumn,
    BookingState as BookingStateInColumn,
    CancelReason as CancelReasonInColumn,
    CertificateState as CertificateStateInColumn,
    ChallengePurpose as ChallengePurposeInColumn,
    CheckInWay as CheckInWayInColumn,
    ClaimState as ClaimStateInColumn,
    CommissionEvent as CommissionEventInColumn,
    CommissionState as CommissionStateInColumn,
    CommissionCondition as CommissionConditionInColumn,
    ConditionState as ConditionStateInColumn,
    Delivery as DeliveryInColumn,
    ErasureCause as ErasureCauseInColumn,
    EvidenceKind as EvidenceKindInColumn,
    HandOverEnd as HandOverEndInColumn,
    ImpactSide as ImpactSideInColumn,
    ImpactStage as ImpactStageInColumn,
    InvitationState as InvitationStateInColumn,
    ListAnswer as ListAnswerInColumn,
    LinkKind as LinkKindInColumn,
    LoginMethod as LoginMethodInColumn,
    MarkKind as MarkKindInColumn,
    InviteMethod as InviteMethodInColumn,
    MailState as MailStateInColumn,
    MembershipProof as MembershipProofInColumn,
    OfferEnd as OfferEndInColumn,
    OrganisationKind as OrganisationKindInColumn,
    Outcome as OutcomeInColumn,
    PlanStanding as PlanStandingInColumn,
    QuestionKind as QuestionKindInColumn,
    ReportEvidence as ReportEvidenceInColumn,
    ReportMatch as ReportMatchInColumn,
    ReportSource as ReportSourceInColumn,
    RegistrantState as RegistrantStateInColumn,
    RequirementKind as RequirementKindInColumn,
    Readers as ReadersInColumn,
    SecondFactor as SecondFactorInColumn,
    SessionState as SessionStateInColumn,
    TokenKind as TokenKindInColumn,
}
