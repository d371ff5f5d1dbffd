//! Who reviews a submission: members of the council, nobody from the community that submits.

use jiff::civil::Date;
use oblast_kernel::access::Actor;
use oblast_kernel::{Text, Uuid, territory};
use oblast_register::catalogue::values;
use oblast_register::kind::reference;
use oblast_store::{ActError, Record, Store, StoreError};
use oblast_web::notices::{TOLD, told};

use super::queries;

/// Why nobody was asked.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The submission is not being reviewed.
    #[error("the submission is not being reviewed")]
    NotNow,
    /// No such member of the council.
    #[error("no such member of the council")]
    NoExpert,
    /// They work in the community that submits, or in one that it lies in.
    #[error("the expert works in the community that submits")]
    Conflict,
    /// They were asked already.
    #[error("the expert was asked already")]
    Already,
    /// The act was not applied.
    #[error(transparent)]
    Act(#[from] ActError),
    /// The storage failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Does an account work in the community, or in a body of a wider territory around it, as of today?
pub async fn works_there(store: &Store, account: Uuid, community: &str) -> Result<bool, StoreError> {
    let own = store.territories_of(account).await?;
    Ok(own.iter().any(|place| territory::within(community, place)))
}

/// Asks an expert for a review by a day.
pub async fn ask(
    store: &Store,
    actor: &Actor,
    submission: &Record,
    expert: Uuid,
    due: Date,
) -> Result<(), AskError> {
    if submission.text("state") != "review" {
        return Err(AskError::NotNow);
    }
    let members = queries::experts(store).await?;
    let id = expert.to_string();
    let member = members.iter().find(|own| own.text("account") == id).ok_or(AskError::NoExpert)?;
    if works_there(store, expert, submission.text("community")).await? {
        return Err(AskError::Conflict);
    }
    let register = store.register("expert-reviews")?;
    let number = format!("{} {}", submission.text("number"), submission.text("title"));
    let review = store.draft_record(
        &register,
        &values([
            ("submission", reference::stored(submission.id(), number.trim())),
            ("review_key", format!("{}/{id}", submission.id()).into()),
            ("expert", member.get("account").clone()),
            ("due", due.to_string().into()),
        ]),
    )?;
    let subject = Text::new("Потрібен висновок експерта", "A review is asked for");
    let words = Text::new(
        format!("Подання {}. Надайте висновок до {}.", submission.text("number"), due.strftime("%d.%m.%Y")),
        format!(
            "Submission {}. Give your review by {}.",
            submission.text("number"),
            due.strftime("%d.%m.%Y")
        ),
    );
    let args = told(&subject, &words, &format!("/registers/expert-reviews/{}", review.id()));
    let mut act = store.act("record.create").by(actor).in_position(actor.first_position());
    act = act.about(queries::SUBMISSIONS, submission.id());
    let person = store.load("account", expert).await?.and_then(|account| account.reference("person"));
    if let Some(person) = person
        && let Some(person) = store.load("person", person).await?
    {
        act = store.notify(act, &person, TOLD, args, None).await?;
    }
    match store.apply(store.insert_record(act, &register, review)).await {
        Ok(_) => Ok(()),
        Err(ActError::Duplicate { .. }) => Err(AskError::Already),
        Err(error) => Err(error.into()),
    }
}
