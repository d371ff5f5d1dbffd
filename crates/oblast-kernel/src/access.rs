//! Access, decided in one place: deny by default.
//!
//! Every page, record, field and task asks [`decide`]. The rules of a register come from its declaration
//! ([`Rules`]); the rest is here.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a position in a body lets its holder be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Administrator of a service centre (адміністратор): receives and checks applications.
    Administrator,
    /// Specialist of a body: examines and approves.
    Specialist,
    /// Head of a body: decides.
    Head,
    /// Operator of the platform: tokens, journal, settings. Decides no case.
    Operator,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 4] = [Role::Administrator, Role::Specialist, Role::Head, Role::Operator];

    /// The name in declarations and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::Specialist => "specialist",
            Role::Head => "head",
            Role::Operator => "operator",
        }
    }

    /// The role of a name.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// A position that a person holds in a body today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The position's own id.
    pub id: Uuid,
    /// In which body.
    pub body: Uuid,
    /// As whom.
    pub role: Role,
}

/// Who asks. [`Actor::default`] is a visitor who has not signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The account, if signed in.
    pub account: Option<Uuid>,
    /// The person of the account.
    pub person: Option<Uuid>,
    /// The positions in force.
    pub positions: Vec<Position>,
}

impl Actor {
    /// Has the actor signed in?
    pub fn is_signed_in(&self) -> bool {
        self.account.is_some()
    }

    /// Does the actor hold any position?
    pub fn is_official(&self) -> bool {
        !self.positions.is_empty()
    }

    /// Does the actor hold a position with this role in any body?
    pub fn has_role(&self, role: Role) -> bool {
        self.positions.iter().any(|position| position.role == role)
    }

    /// The position with this role in this body.
    pub fn position(&self, role: Role, body: Uuid) -> Option<&Position> {
        self.positions.iter().find(|position| position.role == role && position.body == body)
    }

    /// The first of the positions in force, for deeds that no one position alone gives the power to.
    pub fn first_position(&self) -> Option<Uuid> {
        self.positions.first().map(|position| position.id)
    }

    fn works_in(&self, bodies: &[Uuid]) -> bool {
        self.positions.iter().any(|position| bodies.contains(&position.body))
    }
}

/// Whom a page or a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Anyone, signed in or not.
    Public,
    /// Anyone signed in.
    SignedIn,
    /// Holders of a position in any body.
    Official,
    /// Holders of a position with this role.
    Role(Role),
}

impl Audience {
    /// The audience of a name in a declaration: `public`, `signed_in`, `official` or a role.
    pub fn from_name(name: &str) -> Option<Audience> {
        match name {
            "public" => Some(Audience::Public),
            "signed_in" => Some(Audience::SignedIn),
            "official" => Some(Audience::Official),
            role => Role::from_name(role).map(Audience::Role),
        }
    }

    /// Does the actor belong to it?
    pub fn includes(self, actor: &Actor) -> bool {
        match self {
            Audience::Public => true,
            Audience::SignedIn => actor.is_signed_in(),
            Audience::Official => actor.is_official(),
            Audience::Role(role) => actor.has_role(role),
        }
    }

    /// Does the actor belong to it in this body? An operator works for the whole platform; a declaration
    /// that names `operator` lets them load data, whatever body holds the register.
    fn includes_in(self, actor: &Actor, body: Uuid) -> bool {
        match self {
            Audience::Role(Role::Operator) => actor.has_role(Role::Operator),
            Audience::Role(role) => actor.position(role, body).is_some(),
            audience => audience.includes(actor) && actor.works_in(&[body]),
        }
    }
}

/// How widely a field may be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FieldClass {
    /// Anyone.
    Public,
    /// Officials of the body that holds the register.
    Official,
}

/// A register's own rules, from its declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Who may see the register and the public fields of its records.
    pub read: Vec<Audience>,
    /// Who, in the body that holds the register, may enter a record by hand.
    pub create: Vec<Audience>,
    /// Who, in the body that holds the register, may change a record by hand.
    pub change: Vec<Audience>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Request<'a> {
    /// A page or an endpoint for an audience.
    Page(Audience),
    /// The list and the cards of a register.
    ReadRegister(&'a Rules),
    /// A field of a record in a register held by `holder`.
    ReadField {
        /// The class of the field.
        class: FieldClass,
        /// The body that holds the register.
        holder: Option<Uuid>,
    },
    /// A new record, entered by hand.
    CreateRecord {
        /// The register's rules.
        rules: &'a Rules,
        /// The body that holds the register.
        holder: Option<Uuid>,
    },
    /// A change of a record by hand.
    ChangeRecord {
        /// The register's rules.
        rules: &'a Rules,
        /// The body that holds the register.
        holder: Option<Uuid>,
        /// Is the record in a state that is final?
        closed: bool,
    },
    /// A case with its personal data.
    ReadCase {
        /// The person who applied.
        applicant: Uuid,
        /// The bodies that take part in the case.
        bodies: &'a [Uuid],
    },
    /// What only the applicant may do in a case: answer, withdraw, rate.
    ActForApplicant {
        /// The person who applied.
        applicant: Uuid,
    },
    /// An application taken at the desk of a service centre.
    TakeAtDesk {
        /// The centre.
        centre: Uuid,
    },
    /// An extension of the term of a case.
    ExtendTerm {
        /// The person who applied: nobody decides their own case.
        applicant: Uuid,
        /// The bodies that take part in the case.
        bodies: &'a [Uuid],
    },
    /// The completion of a task of a case.
    CompleteTask {
        /// The person who applied: nobody decides their own case.
        applicant: Uuid,
        /// The role that the task wants.
        role: Role,
        /// The body that the task is with.
        body: Uuid,
    },
}

/// Why a request was denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Signing in may help.
    #[error("sign in first")]
    SignInFirst,
    /// The actor has no such power.
    #[error("not permitted")]
    NotPermitted,
    /// A person does not decide their own case (Law 1700-VII, conflict of interest).
    #[error("nobody decides their own case")]
    OwnCase,
}

/// Decides. The only place where a power is granted.
pub fn decide(actor: &Actor, request: Request<'_>) -> Result<(), Denied> {
    let granted = match request {
        Request::Page(audience) => audience.includes(actor),
        Request::ReadRegister(rules) => rules.read.iter().any(|audience| audience.includes(actor)),
        Request::ReadField { class: FieldClass::Public, .. } => true,
        Request::ReadField { class: FieldClass::Official, holder } => {
            holder.is_some_and(|holder| actor.works_in(&[holder]))
        }
        Request::CreateRecord { rules, holder } => in_holder(actor, &rules.create, holder),
        Request::ChangeRecord { rules, holder, closed } => !closed && in_holder(actor, &rules.change, holder),
        Request::ReadCase { applicant, bodies } => actor.person == Some(applicant) || actor.works_in(bodies),
        Request::TakeAtDesk { centre } => actor.position(Role::Administrator, centre).is_some(),
        Request::ActForApplicant { applicant } => actor.person == Some(applicant),
        Request::ExtendTerm { applicant, bodies } => {
            let head = actor.positions.iter().any(|own| own.role == Role::Head && bodies.contains(&own.body));
            if head && actor.person == Some(applicant) {
                return Err(Denied::OwnCase);
            }
            head
        }
        Request::CompleteTask { applicant, role, body } => {
            let holds = actor.position(role, body).is_some();
            if holds && actor.person == Some(applicant) {
                return Err(Denied::OwnCase);
            }
            holds
        }
    };
    match (granted, actor.is_signed_in()) {
        (true, _) => Ok(()),
        (false, false) => Err(Denied::SignInFirst),
        (false, true) => Err(Denied::NotPermitted),
    }
}

fn in_holder(actor: &Actor, audiences: &[Audience], holder: Option<Uuid>) -> bool {
    holder.is_some_and(|holder| audiences.iter().any(|audience| audience.includes_in(actor, holder)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Uuid = Uuid::from_u128(1);
    const ELSEWHERE: Uuid = Uuid::from_u128(2);
    const PERSON: Uuid = Uuid::from_u128(3);
    const OTHER: Uuid = Uuid::from_u128(4);

    fn official(role: Role, body: Uuid) -> Actor {
        Actor {
            account: Some(Uuid::from_u128(9)),
            person: Some(PERSON),
            positions: vec![Position { id: Uuid::from_u128(5), body, role }],
        }
    }

    fn rules() -> Rules {
        Rules {
            read: vec![Audience::Public],
            create: vec![Audience::Role(Role::Head)],
            change: vec![Audience::Official],
        }
    }

    #[test]
    fn a_role_counts_only_in_the_body_that_holds_the_register() {
        let rules = rules();
        let create = Request::CreateRecord { rules: &rules, holder: Some(HERE) };
        assert_eq!(decide(&official(Role::Head, HERE), create), Ok(()));
        assert_eq!(decide(&official(Role::Head, ELSEWHERE), create), Err(Denied::NotPermitted));
        assert_eq!(decide(&official(Role::Specialist, HERE), create), Err(Denied::NotPermitted));
        assert_eq!(decide(&Actor::default(), create), Err(Denied::SignInFirst));
    }

    #[test]
    fn a_register_that_no_body_holds_is_changed_by_nobody() {
        let rules = rules();
        let change = Request::ChangeRecord { rules: &rules, holder: None, closed: false };
        assert_eq!(decide(&official(Role::Operator, HERE), change), Err(Denied::NotPermitted));
    }

    #[test]
    fn a_closed_record_is_not_changed() {
        let rules = rules();
        let change = |closed| Request::ChangeRecord { rules: &rules, holder: Some(HERE), closed };
        assert_eq!(decide(&official(Role::Specialist, HERE), change(false)), Ok(()));
        assert_eq!(decide(&official(Role::Specialist, HERE), change(true)), Err(Denied::NotPermitted));
    }

    #[test]
    fn a_case_is_read_by_its_applicant_and_by_the_bodies_in_it() {
        let request = Request::ReadCase { applicant: PERSON, bodies: &[HERE] };
        let applicant = Actor { account: Some(OTHER), person: Some(PERSON), positions: vec![] };
        let stranger = Actor { account: Some(OTHER), person: Some(OTHER), positions: vec![] };
        assert_eq!(decide(&applicant, request), Ok(()));
        assert_eq!(decide(&stranger, request), Err(Denied::NotPermitted));
        let mut colleague = official(Role::Specialist, HERE);
        colleague.person = Some(OTHER);
        assert_eq!(decide(&colleague, request), Ok(()));
        colleague.positions[0].body = ELSEWHERE;
        assert_eq!(decide(&colleague, request), Err(Denied::NotPermitted));
    }

    #[test]
    fn nobody_decides_their_own_case() {
        let own = Request::CompleteTask { applicant: PERSON, role: Role::Head, body: HERE };
        assert_eq!(decide(&official(Role::Head, HERE), own), Err(Denied::OwnCase));
        let other = Request::CompleteTask { applicant: OTHER, role: Role::Head, body: HERE };
        assert_eq!(decide(&official(Role::Head, HERE), other), Ok(()));
    }
}
