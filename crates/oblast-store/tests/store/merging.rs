//! Persons that are one: merged and unmerged by two operators.

use std::collections::BTreeSet;

use oblast_kernel::access::{Actor, Denied};
use oblast_kernel::{Uuid, Value};
use oblast_store::accounts::approvals::{ApprovalError, Deed};
use oblast_store::accounts::merging::NotMerged;
use oblast_store::accounts::password::Checked;
use oblast_store::accounts::sessions::Entry;
use oblast_store::cases::Application;
use oblast_store::mandates::{MandateKind, NewMandate};
use oblast_store::{ActError, Store};
use oblast_testkit::{APPLICATION, PERMIT, Place, RESIDENT_RNOKPP, Region, on_both, region, typed};

/// Somebody who applied on paper: a person without an account.
async fn on_paper(store: &Store, known: &[(&str, &str)]) -> Uuid {
    let names = [("family_name", "Тестовий"), ("given_name", "resident"), ("phone", "+380501112233")];
    let row = store.new_person(&[&names, known].concat()).unwrap();
    let id = row.id();
    store.apply(store.act("person.seed").insert(row)).await.unwrap();
    id
}

async fn apply_for(store: &Store, region: &Region, applicant: Uuid) -> Uuid {
    let service = store.catalogue().service(PERMIT).unwrap().clone();
    let values = typed(&service.procedure.fields, APPLICATION);
    let application = Application::online(applicant, region.centre, &values);
    store.submit_case(&region.administrator, &service, &application, None).await.unwrap().id
}

/// What one operator asks for and another approves.
async fn done(store: &Store, region: &Region, deed: Deed) -> Result<(), ApprovalError> {
    let id = store.ask_approval(&region.operator, &deed, "паспорт і картка платника").await.unwrap();
    let second = Actor { account: Some(Uuid::from_u128(9)), person: None, ..region.operator.clone() };
    store.approve(&second, id).await.map(|_| ())
}

async fn cases(store: &Store, person: Uuid) -> BTreeSet<Uuid> {
    store.cases_of(person, &[], None, 100).await.unwrap().iter().map(oblast_store::Record::id).collect()
}

async fn text(store: &Store, person: Uuid, column: &str) -> String {
    store.load("person", person).await.unwrap().unwrap().text(column).to_owned()
}

on_both! {
    async fn what_was_applied_for_on_paper_is_found_after_signing_in(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let resident = region.resident.person.unwrap();
        let paper = on_paper(&store, &[("rnokpp", RESIDENT_RNOKPP)]).await;
        let doubled = store.doubled_numbers().await.unwrap();
        assert_eq!(doubled.len(), 2, "both are shown, and nobody whose number stands once");
        let (before, own) = (apply_for(&store, &region, paper).await, apply_for(&store, &region, resident).await);
        store.note_reading(&region.heritage, vec![paper], "case", Some(("cases", before))).await.unwrap();
        done(&store, &region, Deed::Merge { kept: resident, duplicate: paper }).await.unwrap();

        assert_eq!(cases(&store, resident).await, BTreeSet::from([before, own]));
        assert!(cases(&store, paper).await.is_empty());
        assert_eq!(text(&store, resident, "phone").await, "+380501112233", "what was not known is taken over");
        assert_eq!(store.person_by_rnokpp(RESIDENT_RNOKPP).await.unwrap().unwrap().id(), resident);
        assert!(store.doubled_numbers().await.unwrap().is_empty());
        let known = store.merged_with(resident).await.unwrap();
        let readings = store.readings_of(&known, Uuid::nil(), None, 10).await.unwrap();
        assert_eq!(readings.len(), 1, "who read the paper record before is seen by its person");
        let told = store.notices(resident, None, 100).await.unwrap();
        assert!(told.iter().any(|notice| notice.text("template") == "persons-merged"));

        let later = apply_for(&store, &region, resident).await;
        let merger = store.mergers(Some(resident)).await.unwrap().remove(0).id();
        done(&store, &region, Deed::Unmerge { merger }).await.unwrap();
        assert_eq!(cases(&store, paper).await, BTreeSet::from([before]), "its own came back");
        assert_eq!(cases(&store, resident).await, BTreeSet::from([own, later]), "what came after the merger stays");
        assert_eq!(text(&store, resident, "phone").await, "", "and what was taken over went");
        assert_eq!(text(&store, paper, "phone").await, "+380501112233");
        assert!(store.mergers(Some(resident)).await.unwrap().is_empty());
        let again = done(&store, &region, Deed::Unmerge { merger }).await;
        assert!(matches!(again, Err(ApprovalError::NotMerged(NotMerged::Undone))), "{again:?}");
        assert_eq!(store.verify(vec![]).await.unwrap().findings, []);
    }
}

on_both! {
    async fn of_two_accounts_one_is_closed_at_once_and_opens_again(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let (kept, gone) = (region.resident.person.unwrap(), region.neighbour.person.unwrap());
        let account = region.neighbour.account.unwrap();
        store.set_password(account, "лелека гніздо вітряк").await.unwrap();
        let session = store.begin_session(account, &Entry::password()).await.unwrap();
        let token = store.issue_token("neighbour").await.unwrap();
        done(&store, &region, Deed::Merge { kept, duplicate: gone }).await.unwrap();
        assert!(store.session(&session.secret, "").await.unwrap().is_none(), "the session has ended");
        assert!(store.token(&token).await.unwrap().is_none(), "the token is revoked");
        let tried = store.check_password("neighbour", "лелека гніздо вітряк").await.unwrap();
        assert_eq!(tried, Checked::Wrong);
        assert_eq!(store.account_of(Some(RESIDENT_RNOKPP), None).await.unwrap(), region.resident.account);
        let merger = store.mergers(None).await.unwrap().remove(0).id();
        done(&store, &region, Deed::Unmerge { merger }).await.unwrap();
        let tried = store.check_password("neighbour", "лелека гніздо вітряк").await.unwrap();
        assert_eq!(tried, Checked::Fits(account));
        assert!(store.token(&token).await.unwrap().is_none(), "a revoked token stays revoked");
    }
}

on_both! {
    async fn an_account_and_its_position_go_over_and_come_back(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let paper = on_paper(&store, &[]).await;
        let heritage = region.heritage.person.unwrap();
        done(&store, &region, Deed::Merge { kept: paper, duplicate: heritage }).await.unwrap();
        let session = store.begin_session(region.heritage.account.unwrap(), &Entry::password()).await.unwrap();
        let actor = store.session(&session.secret, "").await.unwrap().unwrap().actor;
        assert_eq!((actor.person, actor.positions.len()), (Some(paper), 1), "one person, their position with them");
        let merger = store.mergers(None).await.unwrap().remove(0).id();
        done(&store, &region, Deed::Unmerge { merger }).await.unwrap();
        let actor = store.session(&session.secret, "").await.unwrap().unwrap().actor;
        assert_eq!((actor.person, actor.positions.len()), (Some(heritage), 1));
    }
}

on_both! {
    async fn two_people_are_not_merged(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let (resident, neighbour) = (region.resident.person.unwrap(), region.neighbour.person.unwrap());
        let other = on_paper(&store, &[("rnokpp", "0000100027")]).await;
        let firm = store.new_person(&[("organisation", "ТОВ «Лелека»"), ("edrpou", "00032129")]).unwrap();
        let organisation = firm.id();
        store.apply(store.act("person.seed").insert(firm)).await.unwrap();
        let new = NewMandate {
            kind: MandateKind::Attorney,
            principal: resident,
            representative: neighbour,
            services: Vec::new(),
            basis: "довіреність 12".into(),
            valid_until: None,
            centre: region.centre,
        };
        let row = store.mandate(&region.administrator, &new).unwrap();
        store.record_mandate(&region.administrator, None, row.id(), &[row]).await.unwrap();
        for (kept, duplicate, why) in [
            (resident, resident, NotMerged::Missing),
            (resident, Uuid::from_u128(5), NotMerged::Missing),
            (resident, other, NotMerged::OtherNumber),
            (resident, organisation, NotMerged::Organisation),
            (neighbour, resident, NotMerged::EachOther),
        ] {
            assert_eq!(store.pair(kept, duplicate).await.unwrap().err(), Some(why));
            let refused = done(&store, &region, Deed::Merge { kept, duplicate }).await;
            assert!(matches!(refused, Err(ApprovalError::NotMerged(own)) if own == why), "{refused:?}");
        }
        // Nobody comes to another's cases by a merger with themselves, whoever asks for it.
        let paper = on_paper(&store, &[]).await;
        let deed = Deed::Merge { kept: region.operator.person.unwrap(), duplicate: paper };
        let id = store.ask_approval(&region.resident, &deed, "паспорт").await.unwrap();
        let own = store.approve(&region.operator, id).await;
        assert!(matches!(own, Err(ApprovalError::Denied(Denied::OwnCase))), "{own:?}");
    }
}

on_both! {
    async fn mergers_are_undone_from_the_last_one(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let (first, second) = (on_paper(&store, &[]).await, on_paper(&store, &[]).await);
        let resident = region.resident.person.unwrap();
        done(&store, &region, Deed::Merge { kept: second, duplicate: first }).await.unwrap();
        let early = store.mergers(Some(second)).await.unwrap().remove(0).id();
        let twice = done(&store, &region, Deed::Merge { kept: resident, duplicate: first }).await;
        assert!(matches!(twice, Err(ApprovalError::NotMerged(NotMerged::Already))), "{twice:?}");
        done(&store, &region, Deed::Merge { kept: resident, duplicate: second }).await.unwrap();
        assert_eq!(store.merged_with(resident).await.unwrap().len(), 3);
        let refused = done(&store, &region, Deed::Unmerge { merger: early }).await;
        assert!(matches!(refused, Err(ApprovalError::NotMerged(NotMerged::Later))), "{refused:?}");
        let late = store.mergers(Some(resident)).await.unwrap().remove(0).id();
        done(&store, &region, Deed::Unmerge { merger: late }).await.unwrap();
        done(&store, &region, Deed::Unmerge { merger: early }).await.unwrap();
        assert_eq!(store.merged_with(resident).await.unwrap(), [resident]);
    }
}

on_both! {
    async fn two_mergers_of_one_person_at_once_are_one(place: Place) {
        let store = place.open().await;
        let region = region(&store).await;
        let (resident, neighbour) = (region.resident.person.unwrap(), region.neighbour.person.unwrap());
        let paper = on_paper(&store, &[]).await;
        apply_for(&store, &region, paper).await;
        let (one, other) = tokio::join!(
            done(&store, &region, Deed::Merge { kept: resident, duplicate: paper }),
            done(&store, &region, Deed::Merge { kept: neighbour, duplicate: paper }),
        );
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        let lost = one.err().or(other.err());
        let is_told = matches!(
            lost,
            Some(ApprovalError::NotMerged(NotMerged::Already)
                | ApprovalError::Account(oblast_store::accounts::AccountError::Act(ActError::Conflict { .. })))
        );
        assert!(is_told, "{lost:?}");
        let into = store.load("person", paper).await.unwrap().unwrap().get("merged_into").clone();
        assert_ne!(into, Value::Null);
        assert_eq!(cases(&store, into.as_id().unwrap()).await.len(), 1);
    }
}
