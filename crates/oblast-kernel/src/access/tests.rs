use super::*;

const HERE: Uuid = Uuid::from_u128(1);
const ELSEWHERE: Uuid = Uuid::from_u128(2);
const ABOVE: Uuid = Uuid::from_u128(6);
const PERSON: Uuid = Uuid::from_u128(3);
const OTHER: Uuid = Uuid::from_u128(4);

fn official(role: Role, body: Uuid) -> Actor {
    Actor {
        account: Some(Uuid::from_u128(9)),
        person: Some(PERSON),
        positions: vec![Position { id: Uuid::from_u128(5), body, role, code: None, territory: None }],
        ..Actor::default()
    }
}

fn person(id: Uuid) -> Actor {
    Actor { account: Some(OTHER), person: Some(id), ..Actor::default() }
}

fn parties(applicant: Uuid, deciders: &[Uuid]) -> Parties {
    let (bodies, readers) = (vec![HERE], vec![ABOVE]);
    Parties { applicant, service: "permit".into(), bodies, readers, deciders: deciders.to_vec() }
}

fn rules() -> Rules {
    Rules {
        read: vec![Audience::Public],
        create: vec![Audience::Role(Role::Head)],
        change: vec![Audience::Official],
        restricted: vec![],
        propose: vec![Audience::SignedIn],
        approve: vec![Audience::Role(Role::Head)],
        kept_by: None,
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
fn whoever_asks_for_a_change_does_not_approve_it() {
    let rules = rules();
    let author = Uuid::from_u128(8);
    let decide_it = |actor: &Actor, author| {
        decide(actor, Request::DecideChange { rules: &rules, holder: Some(HERE), author })
    };
    let head = official(Role::Head, HERE);
    assert_eq!(decide_it(&head, author), Ok(()));
    assert_eq!(decide_it(&head, head.account.unwrap()), Err(Denied::OwnProposal));
    assert_eq!(decide_it(&official(Role::Head, ELSEWHERE), author), Err(Denied::NotPermitted));
    assert_eq!(decide_it(&official(Role::Specialist, HERE), author), Err(Denied::NotPermitted));
    let propose = |actor: &Actor, closed| {
        decide(actor, Request::ProposeChange { rules: &rules, holder: Some(HERE), closed })
    };
    assert_eq!(propose(&person(OTHER), false), Ok(()));
    assert_eq!(propose(&person(OTHER), true), Err(Denied::NotPermitted));
    assert_eq!(propose(&Actor::default(), false), Err(Denied::SignInFirst));
    let read = |actor: &Actor, author| {
        decide(actor, Request::ReadChange { rules: &rules, holder: Some(HERE), author })
    };
    assert_eq!(read(&person(OTHER), OTHER), Ok(()), "one's own");
    assert_eq!(read(&person(OTHER), author), Err(Denied::NotPermitted));
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
    let case = parties(PERSON, &[]);
    let request = Request::ReadCase(&case);
    assert_eq!(decide(&person(PERSON), request), Ok(()));
    assert_eq!(decide(&person(OTHER), request), Err(Denied::NotPermitted));
    let mut colleague = official(Role::Specialist, HERE);
    colleague.person = Some(OTHER);
    assert_eq!(decide(&colleague, request), Ok(()));
    colleague.positions[0].body = ELSEWHERE;
    assert_eq!(decide(&colleague, request), Err(Denied::NotPermitted));
}

#[test]
fn who_decides_on_the_appeal_reads_the_case_and_decides_nothing_in_it() {
    let case = parties(PERSON, &[]);
    let mut above = official(Role::Head, ABOVE);
    above.person = Some(OTHER);
    assert_eq!(decide(&above, Request::ReadCase(&case)), Ok(()));
    assert_eq!(decide(&above, Request::ExtendTerm(&case)), Err(Denied::NotPermitted));
}

#[test]
fn a_representative_acts_within_the_mandate() {
    let case = parties(PERSON, &[]);
    let mandate = |services: &[&str]| Mandate {
        id: Uuid::from_u128(7),
        principal: PERSON,
        services: services.iter().map(|service| (*service).to_owned()).collect(),
    };
    let mut actor = person(OTHER);
    for (services, granted) in [(&[][..], true), (&["permit"][..], true), (&["extract"][..], false)] {
        actor.mandates = vec![mandate(services)];
        assert_eq!(decide(&actor, Request::ReadCase(&case)).is_ok(), granted, "{services:?}");
        assert_eq!(decide(&actor, Request::ActForApplicant(&case)).is_ok(), granted, "{services:?}");
    }
}

#[test]
fn what_is_delegated_is_the_work_on_cases_of_some_services() {
    let case = parties(PERSON, &[]);
    let head = official(Role::Head, HERE);
    let mut actor = official(Role::Specialist, ABOVE);
    actor.person = Some(OTHER);
    let complete = Request::CompleteTask { parties: &case, role: Role::Head, body: HERE };
    for (services, granted) in [(&["permit"][..], true), (&["extract"][..], false), (&[][..], false)] {
        let services = services.iter().map(|service| (*service).to_owned()).collect();
        actor.delegations = vec![Delegation { position: head.positions[0].clone(), services }];
        assert_eq!(decide(&actor, complete).is_ok(), granted);
        assert_eq!(decide(&actor, Request::ExtendTerm(&case)), Err(Denied::NotPermitted));
        assert_eq!(
            decide(&actor, Request::Appoint { body: HERE, role: Role::Specialist }),
            Err(Denied::NotPermitted)
        );
    }
    // Their own case is theirs to decide by no way.
    let own = parties(OTHER, &[]);
    actor.delegations =
        vec![Delegation { position: head.positions[0].clone(), services: vec!["permit".into()] }];
    let request = Request::CompleteTask { parties: &own, role: Role::Head, body: HERE };
    assert_eq!(decide(&actor, request), Err(Denied::OwnCase));
}

#[test]
fn nobody_decides_their_own_case_nor_that_of_whom_they_represent() {
    let decide_it = |actor: &Actor, applicant| {
        let case = parties(applicant, &[]);
        decide(actor, Request::CompleteTask { parties: &case, role: Role::Head, body: HERE })
    };
    let mut head = official(Role::Head, HERE);
    assert_eq!(decide_it(&head, PERSON), Err(Denied::OwnCase));
    assert_eq!(decide_it(&head, OTHER), Ok(()));
    // However narrow the mandate is: the conflict of interest is with the person.
    head.mandates =
        vec![Mandate { id: Uuid::from_u128(7), principal: OTHER, services: vec!["extract".into()] }];
    assert_eq!(decide_it(&head, OTHER), Err(Denied::OwnCase));
}

#[test]
fn nobody_decides_on_the_appeal_of_their_own_decision() {
    let head = official(Role::Head, HERE);
    let appeal = parties(OTHER, &[head.account.unwrap()]);
    let request = Request::CompleteTask { parties: &appeal, role: Role::Head, body: HERE };
    assert_eq!(decide(&head, request), Err(Denied::OwnDecision));
    assert_eq!(decide(&head, Request::ExtendTerm(&appeal)), Err(Denied::OwnDecision));
    assert_eq!(decide(&head, Request::ReadCase(&appeal)), Ok(()));
}

#[test]
fn a_mandate_is_ended_by_its_parties_and_by_the_centre_that_recorded_it() {
    let request = Request::EndMandate { principal: PERSON, representative: OTHER, centre: HERE };
    assert_eq!(decide(&person(PERSON), request), Ok(()));
    assert_eq!(decide(&person(OTHER), request), Ok(()));
    assert_eq!(decide(&person(HERE), request), Err(Denied::NotPermitted));
    let mut clerk = official(Role::Administrator, HERE);
    clerk.person = Some(HERE);
    assert_eq!(decide(&clerk, request), Ok(()));
    clerk.positions[0].body = ELSEWHERE;
    assert_eq!(decide(&clerk, request), Err(Denied::NotPermitted));
}

#[test]
fn restricted_fields_are_for_whom_the_register_names_in_its_own_body() {
    let own = Rules { restricted: vec![Audience::Role(Role::Head)], ..rules() };
    let sees = |actor: &Actor| {
        let request = Request::ReadField { class: FieldClass::Restricted, rules: &own, holder: Some(HERE) };
        decide(actor, request)
    };
    assert_eq!(sees(&official(Role::Head, HERE)), Ok(()));
    assert_eq!(sees(&official(Role::Specialist, HERE)), Err(Denied::NotPermitted), "another role");
    assert_eq!(sees(&official(Role::Head, ELSEWHERE)), Err(Denied::NotPermitted), "another body");
    assert_eq!(
        sees(&official(Role::Operator, ELSEWHERE)),
        Err(Denied::NotPermitted),
        "power over the platform is none"
    );
    assert_eq!(sees(&Actor::default()), Err(Denied::SignInFirst));
}

#[test]
fn a_step_is_taken_by_whom_it_is_for_and_by_nobody_who_is_checked_by_it() {
    let head = official(Role::Head, HERE);
    let account = head.account.unwrap();
    let who = [Audience::Role(Role::Head)];
    let ask = |actor: &Actor, only, except: &[Uuid]| {
        decide(actor, Request::TakeStep { who: &who, holder: Some(HERE), only, except })
    };
    assert_eq!(ask(&head, None, &[]), Ok(()));
    assert_eq!(ask(&head, None, &[account]), Err(Denied::OwnStep));
    assert_eq!(ask(&official(Role::Head, ELSEWHERE), None, &[]), Err(Denied::NotPermitted));
    assert_eq!(ask(&official(Role::Specialist, HERE), None, &[]), Err(Denied::NotPermitted));
    assert_eq!(ask(&official(Role::Head, ELSEWHERE), Some(Some(account)), &[]), Ok(()), "who is named");
    assert_eq!(ask(&head, Some(Some(OTHER)), &[]), Err(Denied::NotPermitted), "another is named");
    assert_eq!(ask(&head, Some(None), &[]), Err(Denied::NotPermitted), "nobody is named yet");
    assert_eq!(ask(&Actor::default(), Some(None), &[]), Err(Denied::SignInFirst));
}

#[test]
fn a_body_keeps_what_lies_in_its_own_territory_where_the_register_says_so() {
    const COMMUNITY: &str = "UA51100270000073549";
    const CITY: &str = "UA51100270010076757";
    const OTHER: &str = "UA51100010000055555";
    let mut clerk = official(Role::Specialist, ELSEWHERE);
    clerk.positions[0].territory = Some(COMMUNITY.into());
    let by_territory = Rules { kept_by: Some(Keeping::Territory("community".into())), ..rules() };
    assert_eq!(keeper(&clerk, &by_territory, Some(HERE), Some(CITY)), Some(ELSEWHERE));
    assert_eq!(keeper(&clerk, &by_territory, Some(HERE), Some(OTHER)), Some(HERE));
    assert_eq!(
        keeper(&clerk, &by_territory, Some(HERE), None),
        Some(ELSEWHERE),
        "where a record is yet to be made"
    );
    assert_eq!(
        keeper(&clerk, &rules(), Some(HERE), Some(CITY)),
        Some(HERE),
        "only where the register says so"
    );
    assert_eq!(guardian(&clerk, &by_territory, Some(HERE), Some(CITY)), Some(ELSEWHERE));
    assert_eq!(guardian(&clerk, &by_territory, Some(HERE), Some(OTHER)), None);
    let by_body = Rules { kept_by: Some(Keeping::Body("body".into())), ..rules() };
    clerk.positions[0].code = Some("roads".into());
    assert_eq!(keeper(&clerk, &by_body, Some(HERE), Some("roads")), Some(ELSEWHERE));
    assert_eq!(keeper(&clerk, &by_body, Some(HERE), Some("heritage")), Some(HERE));
    assert_eq!(keeper(&clerk, &by_body, Some(HERE), None), Some(ELSEWHERE));
    let above = official(Role::Specialist, HERE);
    assert_eq!(guardian(&above, &by_territory, Some(HERE), Some(CITY)), None, "who holds it sees no persons");
    assert_eq!(guardian(&above, &rules(), Some(HERE), Some(CITY)), Some(HERE));
    let mut holder = official(Role::Specialist, HERE);
    holder.positions[0].territory = Some(COMMUNITY.into());
    assert_eq!(keeper(&holder, &by_territory, Some(HERE), Some(OTHER)), Some(HERE), "who holds it keeps all");
    assert_eq!(keeper(&Actor::default(), &by_territory, Some(HERE), Some(CITY)), Some(HERE));
}
