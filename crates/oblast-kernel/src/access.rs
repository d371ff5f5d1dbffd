//! Access, decided in one place: deny by default.
//!
//! Every page, record, field and task asks [`decide`]. The rules of a register come from its declaration
//! ([`Rules`]); the rest is here.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::territory;

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
    /// The code of the body, if it has one.
    pub code: Option<String>,
    /// The territory of the body, by its KATOTTH code.
    pub territory: Option<String>,
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
    /// The mandates in force: for whom else the actor may act.
    pub mandates: Vec<Mandate>,
    /// What was delegated to the actor today. Nothing but the cases of these services comes of it.
    pub delegations: Vec<Delegation>,
}

/// The tasks of some services, delegated by who holds the position that they are with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// The position.
    pub position: Position,
    /// The services, by their names; none means none.
    pub services: Vec<String>,
}

impl Delegation {
    /// Is it for this service?
    pub fn covers(&self, service: &str) -> bool {
        self.services.iter().any(|own| own == service)
    }
}

/// A mandate in force: its holder acts for the principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mandate {
    /// The mandate's own id.
    pub id: Uuid,
    /// For whom: a person or an organisation.
    pub principal: Uuid,
    /// In which services, by their names; none means all.
    pub services: Vec<String>,
}

impl Mandate {
    /// Is it for this service?
    pub fn covers(&self, service: &str) -> bool {
        self.services.is_empty() || self.services.iter().any(|own| own == service)
    }
}

/// Who has to do with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parties {
    /// The person or organisation that applied.
    pub applicant: Uuid,
    /// The service.
    pub service: String,
    /// The bodies that take part.
    pub bodies: Vec<Uuid>,
    /// The bodies that only read it: who decides on its appeal.
    pub readers: Vec<Uuid>,
    /// The accounts that took part in the decision which the case is an appeal of.
    pub deciders: Vec<Uuid>,
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

    /// The position with this role in this body by which the actor does a task of a service: one that they hold or deputise in, or one
    /// whose tasks of this service were delegated to them.
    pub fn position_for(&self, role: Role, body: Uuid, service: &str) -> Option<&Position> {
        let mut delegated =
            self.delegations.iter().filter(|own| own.covers(service)).map(|own| &own.position);
        self.position(role, body).or_else(|| delegated.find(|own| own.role == role && own.body == body))
    }

    /// The first of the positions in force, for deeds that no one position alone gives the power to.
    pub fn first_position(&self) -> Option<Uuid> {
        self.positions.first().map(|position| position.id)
    }

    /// The mandate by which the actor acts for somebody in a service.
    pub fn mandate(&self, principal: Uuid, service: &str) -> Option<&Mandate> {
        self.mandates.iter().find(|mandate| mandate.principal == principal && mandate.covers(service))
    }

    /// Is the actor the applicant, or the applicant's representative in such cases?
    fn stands_for(&self, parties: &Parties) -> bool {
        self.person == Some(parties.applicant) || self.mandate(parties.applicant, &parties.service).is_some()
    }

    /// Would the actor decide on what is theirs, or on what they decided before?
    fn conflict(&self, parties: &Parties) -> Result<(), Denied> {
        let represents = self.mandates.iter().any(|mandate| mandate.principal == parties.applicant);
        if self.person == Some(parties.applicant) || represents {
            return Err(Denied::OwnCase);
        }
        match self.account.filter(|account| parties.deciders.contains(account)) {
            Some(_) => Err(Denied::OwnDecision),
            None => Ok(()),
        }
    }

    /// Does the actor work in a body that takes part in the case or reads it, or on cases of its service by delegation?
    pub fn works_on(&self, parties: &Parties) -> bool {
        let mut delegated = self.delegations.iter().filter(|own| own.covers(&parties.service));
        self.works_in(&parties.bodies)
            || self.works_in(&parties.readers)
            || delegated.any(|own| parties.bodies.contains(&own.position.body))
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
    /// Those of them whom the register names; encrypted where it is stored.
    Restricted,
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
    /// Who, in the body that holds the register, may see and fill its restricted fields.
    pub restricted: Vec<Audience>,
    /// Who may ask for a change.
    pub propose: Vec<Audience>,
    /// Who, in the body that holds the register, decides on changes that others ask for.
    pub approve: Vec<Audience>,
    /// By what each body keeps its own records, where not all are kept by the holder.
    pub kept_by: Option<Keeping>,
}

/// By which field of a record it is seen whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// By the territory in which it lies.
    Territory(String),
    /// By the code of the body that it belongs to.
    Body(String),
}

impl Keeping {
    /// The field.
    pub fn field(&self) -> &str {
        match self {
            Keeping::Territory(field) | Keeping::Body(field) => field,
        }
    }

    /// What the records of a body have in that field: their territory, their code.
    pub fn own<'p>(&self, position: &'p Position) -> Option<&'p str> {
        match self {
            Keeping::Territory(_) => position.territory.as_deref(),
            Keeping::Body(_) => position.code.as_deref(),
        }
    }

    fn keeps(&self, position: &Position, place: Option<&str>) -> bool {
        let fits = |own: &str| match self {
            Keeping::Territory(_) => place.is_none_or(|place| territory::within(place, own)),
            Keeping::Body(_) => place.is_none_or(|place| place == own),
        };
        self.own(position).is_some_and(fits)
    }
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
        /// The register's rules.
        rules: &'a Rules,
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
    /// A step of a record.
    TakeStep {
        /// Who takes it.
        who: &'a [Audience],
        /// The body that keeps the record.
        holder: Option<Uuid>,
        /// The only account that takes it, where the record names one; whoever it is, it may work in another body.
        only: Option<Option<Uuid>>,
        /// The accounts that took a step before it which the same person does not take.
        except: &'a [Uuid],
    },
    /// A request that a record be changed.
    ProposeChange {
        /// The register's rules.
        rules: &'a Rules,
        /// The body that holds the register.
        holder: Option<Uuid>,
        /// Is the record in a state that is final?
        closed: bool,
    },
    /// A request that somebody made, with its evidence.
    ReadChange {
        /// The register's rules.
        rules: &'a Rules,
        /// The body that holds the register.
        holder: Option<Uuid>,
        /// The account that asked.
        author: Uuid,
    },
    /// The decision on such a request.
    DecideChange {
        /// The register's rules.
        rules: &'a Rules,
        /// The body that holds the register.
        holder: Option<Uuid>,
        /// The account that asked: nobody approves what they asked for.
        author: Uuid,
    },
    /// A case with its personal data.
    ReadCase(&'a Parties),
    /// What only the applicant or their representative may do in a case: answer, withdraw, rate, appeal.
    ActForApplicant(&'a Parties),
    /// An application taken, or a mandate recorded, at the desk of a service centre.
    TakeAtDesk {
        /// The centre.
        centre: Uuid,
    },
    /// The end of a mandate.
    EndMandate {
        /// For whom it is.
        principal: Uuid,
        /// Who holds it.
        representative: Uuid,
        /// The centre that recorded it.
        centre: Uuid,
    },
    /// An appointment to a position of a body, a dismissal from it, a new invitation for its holder.
    Appoint {
        /// The body.
        body: Uuid,
        /// The role of the position.
        role: Role,
    },
    /// The approval of a dangerous deed that somebody asked for.
    Approve {
        /// The account that asked.
        author: Uuid,
    },
    /// An extension of the term of a case.
    ExtendTerm(&'a Parties),
    /// The completion of a task of a case.
    CompleteTask {
        /// Who has to do with the case.
        parties: &'a Parties,
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
    /// Who took part in a decision does not decide on the appeal of it (Law 2073-IX, impartiality).
    #[error("nobody decides on the appeal of their own decision")]
    OwnDecision,
    /// Who took one step of a record does not take another that checks it.
    #[error("nobody checks what they did themselves")]
    OwnStep,
    /// Who asked for a change does not decide on it.
    #[error("nobody approves what they asked for themselves")]
    OwnProposal,
}

/// The body that keeps a record in the sense of the rules: the actor's own, where the register is kept by territory or by
/// body and the record is theirs; else the one that holds the register. `place` is what the record has in the field by
/// which it is kept. A record that is yet to be made has none: it may come to be the actor's, and is asked about again
/// when it has one.
pub fn keeper(actor: &Actor, rules: &Rules, holder: Option<Uuid>, place: Option<&str>) -> Option<Uuid> {
    let holds = actor.positions.iter().any(|own| holder == Some(own.body));
    let Some(keeping) = rules.kept_by.as_ref().filter(|_| !holds) else { return holder };
    actor.positions.iter().find(|own| keeping.keeps(own, place)).map(|own| own.body).or(holder)
}

/// The body that looks after the persons of a record: where each body keeps its own records, that one and no other,
/// not even the one that holds the whole register.
pub fn guardian(actor: &Actor, rules: &Rules, holder: Option<Uuid>, place: Option<&str>) -> Option<Uuid> {
    if rules.kept_by.is_none() { holder } else { keeper(actor, rules, None, place) }
}

/// Decides. The only place where a power is granted.
pub fn decide(actor: &Actor, request: Request<'_>) -> Result<(), Denied> {
    let granted = match request {
        Request::Page(audience) => audience.includes(actor),
        Request::ReadRegister(rules) => rules.read.iter().any(|audience| audience.includes(actor)),
        Request::ReadField { class: FieldClass::Public, .. } => true,
        Request::ReadField { class: FieldClass::Official, holder, .. } => {
            holder.is_some_and(|holder| actor.works_in(&[holder]))
        }
        Request::ReadField { class: FieldClass::Restricted, rules, holder } => {
            in_holder(actor, &rules.restricted, holder)
        }
        Request::CreateRecord { rules, holder } => in_holder(actor, &rules.create, holder),
        Request::ChangeRecord { rules, holder, closed } => !closed && in_holder(actor, &rules.change, holder),
        Request::TakeStep { who, holder, only, except } => {
            let takes = match only {
                Some(named) => {
                    actor.account.is_some()
                        && actor.account == named
                        && who.iter().any(|audience| audience.includes(actor))
                }
                None => in_holder(actor, who, holder),
            };
            if takes && actor.account.is_some_and(|account| except.contains(&account)) {
                return Err(Denied::OwnStep);
            }
            takes
        }
        Request::ProposeChange { rules, holder, closed } => {
            let within = |audience: &Audience| match audience {
                Audience::Role(_) => holder.is_some_and(|holder| audience.includes_in(actor, holder)),
                audience => audience.includes(actor),
            };
            !closed && actor.is_signed_in() && rules.propose.iter().any(within)
        }
        Request::ReadChange { rules, holder, author } => {
            actor.account == Some(author) || in_holder(actor, &rules.approve, holder)
        }
        Request::DecideChange { rules, holder, author } => {
            let decides = in_holder(actor, &rules.approve, holder);
            if decides && actor.account == Some(author) {
                return Err(Denied::OwnProposal);
            }
            decides
        }
        Request::ReadCase(parties) => actor.stands_for(parties) || actor.works_on(parties),
        Request::ActForApplicant(parties) => actor.stands_for(parties),
        Request::TakeAtDesk { centre } => actor.position(Role::Administrator, centre).is_some(),
        Request::EndMandate { principal, representative, centre } => {
            let party = actor.person.is_some_and(|person| person == principal || person == representative);
            party || actor.position(Role::Administrator, centre).is_some()
        }
        // A head appoints in their own body; whoever operates the platform is appointed by those who do.
        Request::Appoint { body, role } => {
            let heads = actor.position(Role::Head, body).is_some() && role != Role::Operator;
            heads || actor.has_role(Role::Operator)
        }
        Request::Approve { author } => {
            let operates = actor.has_role(Role::Operator);
            if operates && actor.account == Some(author) {
                return Err(Denied::OwnProposal);
            }
            operates
        }
        Request::ExtendTerm(parties) => {
            let mut own = actor.positions.iter();
            let head = own.any(|own| own.role == Role::Head && parties.bodies.contains(&own.body));
            if head {
                actor.conflict(parties)?;
            }
            head
        }
        Request::CompleteTask { parties, role, body } => {
            let holds = actor.position_for(role, body, &parties.service).is_some();
            if holds {
                actor.conflict(parties)?;
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
mod tests;
