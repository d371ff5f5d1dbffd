site-name = Oblast
site-region = digital services of the region
skip = To the content
demo-strip = This is a demonstration: people and bodies are invented, the data may be changed.
menu = Menu
menu-queue = My tasks
menu-services = Services
menu-cases = My cases
menu-registers = Registers
menu-dashboard = Figures
menu-journal = Journal
other-language = Українською
sign-in = Sign in
sign-out = Sign out
close = Close
choose = Choose
yes = yes
no = no
save = Save
find = Find
optional = (optional)
date-shape = DD.MM.YYYY
footer-about = About the platform
footer-design = Design system
theme-auto = Theme: as the device
theme-light = Theme: light
theme-dark = Theme: dark
theme-contrast = Theme: high contrast
density-roomy = Density: roomy
density-dense = Density: dense
keys-title = Keys
keys-search = to the search
keys-down = next line
keys-up = previous line
keys-help = this help
pages = Pages of the list
next-page = Next page
to-be-confirmed = to be confirmed by a lawyer

home-title = What would you like to do?
home-services = Apply online and follow your application.
home-cases = The state of your applications and the decisions on them.
home-queue = Cases that wait for you, by due date.
home-registers = Find a record, download a list.
home-dashboard = How many applications were decided, and whether in time.
home-journal = See for yourself that nobody altered the records.

about-title = About the platform
about-lead = Residents apply here, officials decide, and every figure can be checked.
about-not-title = What the platform is not
about-not-1 = It does not replace a lawyer: terms and grounds marked “to be confirmed” were not yet compared with the act in force.
about-not-2 = Signing in with a password is not qualified identification, and a click on a button is not a qualified electronic signature.
about-not-3 = The journal shows that records were changed past the program. Against somebody who holds both the database and the keys, only a checkpoint kept elsewhere helps.
about-data-title = Your data
about-data = Every reading of your personal data by an official is in the journal with its purpose. Your application is seen by you and by the bodies that decide it, by nobody else.

login-title = Sign in
login-login = Login
login-password = Password
login-enter = Sign in
login-wrong = The login or the password does not fit. Check the keyboard layout and try again.
login-demo = Demonstration accounts
login-demo-help = All accounts and their keys have one password: it is printed in the terminal where the demonstration runs.

services-all = All services
service-unavailable = Applications are not open yet: no body that provides this service was appointed here.
apply = Apply
term-calendar = { $count ->
    [one] up to { $count } calendar day
   *[other] up to { $count } calendar days
  }
term-working = { $count ->
    [one] up to { $count } working day
   *[other] up to { $count } working days
  }
term-months = { $count ->
    [one] up to { $count } month
   *[other] up to { $count } months
  }
term-hours = { $count ->
    [one] up to { $count } hour
   *[other] up to { $count } hours
  }
term-day-of-next-month = by day { $count } of the next month
card-term = Term
card-fee = Fee
card-delivery = How you receive the result
card-provider = Who decides
card-centres = Where to apply in person
card-documents = What you need
card-steps = How it goes
card-step-submit = You apply online or at a centre
card-refusals = Why it may be refused
card-basis = Legal grounds

apply-title = Application
apply-as = Applicant: { $name }. You will see the number and the due date as soon as you apply.
apply-centre = The centre that receives the application
apply-centre-missing = Choose the centre that receives the application
apply-submit = Apply
errors-title = { $count ->
    [one] Correct { $count } field
   *[other] Correct { $count } fields
  }

cases-none = Your applications will be here. There are none yet.
cases-begin = Choose a service
cases-count = Cases
case-title = Case { $number }
case-number = Number
case-service = Service
case-state = State
case-due = Due
case-submitted = Submitted
case-decided = Decided
case-days = Days
case-decided-on = decided on { $date }
case-applicant = Applicant
case-application = Application
case-history = Progress
case-refused = The service was refused
case-appeal = You may appeal the decision to a higher body or in court.
case-appeal-court = You may appeal the decision in court.
case-result = Open the issued document
case-why-date = Why this date
submitted-title = You have applied
submitted-number = The number is { $number }. Write it down or keep this page.
submitted-next = We will check the documents and decide by { $date }. This page shows the state.
step-submitted = Application submitted
step-waiting = Waiting: { $task }
due-by = by { $date }
due-today = today is the last day
due-left = { $days ->
    [one] { $days } working day left
   *[other] { $days } working days left
  }
due-late = { $days ->
    [one] overdue by { $days } working day
   *[other] overdue by { $days } working days
  }

queue-empty = No tasks. As soon as an application reaches your body, it will be here.
queue-back = To the list of tasks
decision-grounds = Ground for refusal
decision-grounds-none = There is no ground for refusal
decision-grounds-missing = To refuse, choose a ground
decision-note = Explanation
decision-note-help = The applicant and the officials will see it.
decision-note-missing = Explain: what exactly is wrong and what the applicant should do
decision-note-long = The explanation must be at most 4 000 characters
changed-title = Something changed here while you worked
changed-task = Somebody else has done this task already. Below is the case as it stands now.
changed-your-note = Your explanation, which was not saved:
changed-record = The record was changed on { $when }. Check the differences: if you save again, your values will stand.
changed-field = Field
changed-was = Was on your screen
changed-is = Now
changed-yours = You typed

list-count = { $count ->
    [one] { $shown } record
   *[other] { $shown } records
  }
list-many = more than { $count } records
list-empty = The register has no records yet.
list-nothing-found = Nothing was found under these conditions.
list-wrong-filter = One of the conditions could not be read, so all records are shown. Check dates and numbers.
download-csv = Download CSV
download-json = Download JSON
filter = Apply
filter-any = Any
filter-from = from
filter-until = until
record-new = Enter a record
record-edit = Change the record
record-number = Number
record-state = State
record-case = The case that created the record
record-history = History
history-version = Version
history-when = When
history-what = What
history-difference = Differences
history-who = Who
history-first = first version

dashboard-lead = Every figure opens the records it was computed from, and is computed from them again.
indicator-cases-by-state = Cases by state
indicator-cases-by-state-definition = How many cases are in each state now.
indicator-share-in-time = Decided in time
indicator-share-in-time-definition = The share of cases decided no later than the last day of the term, of all decided cases.
indicator-median-days = Median time
indicator-median-days-definition = Half of the cases were decided in this many calendar days or fewer, from submission to decision.
unit-days = { $count ->
    [one] day
   *[other] days
  }
unit-days-part = days
figure-rows = Records
figure-none = There is nothing to compute it from yet.
figure-agrees = { $count ->
    [one] Computed again from { $count } record: it agrees.
   *[other] Computed again from { $count } records: it agrees.
  }
figure-differs = { $count ->
    [one] Computed again from { $count } record: it does NOT agree. Tell the operator of the platform.
   *[other] Computed again from { $count } records: it does NOT agree. Tell the operator of the platform.
  }

journal-lead = Every deed is in a chain: each entry holds the fingerprint of the one before, so nothing can be changed, removed or moved unseen.
journal-checkpoints = Checkpoints
journal-checkpoints-help = A checkpoint is the signed state of the journal. Keep one yourself: it will show if the end of the journal is cut off.
journal-no-checkpoints = There are no checkpoints yet.
journal-key = The key that signs them (Ed25519):
journal-download = Download the newest checkpoint
journal-entries = Newest entries
journal-operator = Entries with their full content
journal-seq = No.
journal-signed = Signed
journal-hash = Fingerprint
journal-body = Content
act-case-submit = Application submitted
act-case-task = Task of a case done
act-record-create = Record entered
act-record-change = Record changed
act-record-erase = Restricted data erased
act-personal_data-read = Personal data read
act-session-begin = Signed in
act-account-password = Password set
act-token-issue = API token issued
act-journal-checkpoint = Checkpoint signed
act-region-seed = Demonstration region created

error-home = Home
error-not-found-title = Page not found
error-not-found-help = Check the address. Perhaps you are not permitted to see this case or record.
error-sign-in-title = Sign in first
error-sign-in-help = This is possible after signing in.
error-bad-token-title = The API token does not fit
error-bad-token-help = The token is unknown or revoked. Issue a new one.
error-not-permitted-title = No access
error-not-permitted-help = Your position does not give this power. Turn to the head of your body.
error-own-case-title = Nobody decides their own case
error-own-case-help = You are the applicant, so another official must decide.
error-stale-form-title = The form is stale
error-stale-form-help = The session has ended, or the page was opened too long ago. Go back, copy what you typed, reload the page and send it again.
error-bad-request-title = The request is not understood
error-bad-request-help = Go back and try again.
error-invalid-title = Some fields are wrong
error-invalid-help = Correct the marked fields.
error-key-reused-title = This form was already sent with other content
error-key-reused-help = Open the form anew to apply once more.
error-conflict-title = Something changed here while you worked
error-conflict-help = Go back, reload the page and check the changes.
error-duplicate-title = This value exists already
error-duplicate-help = Two records cannot share a value of this field.
error-too-large-title = The request is too large
error-too-large-help = Shorten the text and try again.
error-no-body-title = The service is not available yet
error-no-body-help = The body that should do this was not appointed here. Tell the operator of the platform.
error-unavailable-title = The database does not answer
error-unavailable-help = Nothing was saved. Try again in a minute.
error-unknown-outcome-title = It is not known whether this was saved
error-unknown-outcome-help = The connection to the database broke while saving. Send the same form again: there will be no second case.
error-full-title = The server is out of space
error-full-help = Nothing was saved. Tell the operator of the platform.
error-internal-title = Something went wrong
error-internal-help = We know of it from the log already. Try again later.

field-required = Fill in “{ $title }”
field-control-characters = “{ $title }” holds invisible characters that cannot be saved. Type the text by hand
field-too-long = “{ $title }”: at most { $max } characters, here are { $got }
field-one-line = “{ $title }” must be one line
field-wrong-type = “{ $title }”: the value is of another type
field-not-whole = “{ $title }” must be a whole number
field-not-a-number = “{ $title }” must be a number, for instance 12.5
field-too-precise = “{ $title }”: at most { $scale } digits after the decimal mark
field-too-small = “{ $title }”: not less than { $min }
field-too-large = “{ $title }”: not more than { $max }
field-not-a-date = “{ $title }”: there is no such date. Give day, month and year, for instance 14.03.2026
field-not-an-instant = “{ $title }”: give a date and a time, for instance 2026-03-14T14:05
field-not-yes-no = “{ $title }”: choose “yes” or “no”
field-not-a-choice = “{ $title }”: choose one of the options
field-edrpou-length = An EDRPOU code has 8 digits, here are { $got }. Check whether a leading zero was left out
field-edrpou = The EDRPOU code is wrong: its check digit does not agree. Compare it with the extract
field-rnokpp-length = An RNOKPP has 10 digits, here are { $got }. Check whether a leading zero was left out
field-rnokpp = The RNOKPP is wrong: its check digit does not agree. Compare it with the card
field-katotth-length = A KATOTTH code has the letters UA and 17 digits, here are { $got } digits
field-katotth = A KATOTTH code has the letters UA (Latin) and 17 digits
field-phone = The telephone number is wrong. Give, for instance, 067 123 45 67
field-email = The e-mail address is wrong. Give, for instance, olena@example.com
field-duplicate = Another record has this value already
field-unknown = The register has no such field
field-before-today = “{ $title }”: the date has passed

design-lead = The components that every page is made of, with their states.
design-colours = Colours
design-accent = main action
design-raised = ground
design-soon = due soon
design-late = overdue, error
design-done = done
design-text = text
design-type = Type
design-buttons = Buttons
design-refuse = Refuse
design-states = States and terms
design-state-plain = under way
design-state-late = refused
design-state-done = granted
design-notices = Notices
design-notice = We will check the documents by 14 March.
design-fields = Fields of a form
design-table = Table
design-chart = Chart with its table

case-withdrawn-on = withdrawn on { $date }
case-waiting-until = waiting for the applicant until { $date }
case-term-citation = Ground: { $citation }
question-title = Your correction is needed
question-waiting = The applicant was asked to correct the application
question-until = The answer is awaited until { $date }. While we wait, the term does not run.
question-answer = Correct the application
ask-title = Ask for a correction
ask-help = The term stops and runs on the day after the answer.
ask-message = What is wrong and what to do
ask-message-help = The applicant reads this. Write so that it is clear at once.
ask-message-missing = Write what is to be corrected
ask-fields = What may be changed
ask-fields-help = If nothing is ticked, the applicant can change the whole application.
ask-until = Until which day we wait
ask-too-soon = By law the applicant has until { $date } at least
ask-send = Send the request
answer-title = Correct the application
answer-reply = A word to the official
answer-send = Send the correction
withdraw-link = Withdraw the application
withdraw-title = Withdraw the application?
withdraw-words = Case { $number } will be closed without a decision. You can apply anew at any time.
withdraw-do = Yes, withdraw
withdraw-keep = No, keep it
extend-title = Extend the term
extend-days = How many calendar days in all, { $cap } at most
extend-working-days = How many working days in all, { $cap } at most
extend-months = How many months in all, { $cap } at most
extend-reason = Why; the applicant reads this
extend-reason-missing = Explain why more time is needed
extend-impossible = The law does not allow this term
extend-do = Extend
step-asked = The applicant was asked to correct the application until { $date }
step-answered = The application was corrected
step-extended = The term was extended
step-withdrawn = The application was withdrawn
term-calendar-before = { $count ->
    [one] { $count } calendar day
   *[other] { $count } calendar days
} before the event
term-working-before = { $count ->
    [one] { $count } working day
   *[other] { $count } working days
} before the event
extension-none = not extended
extension-days = up to { $count } calendar days in all
extension-working-days = up to { $count } working days in all
extension-months = up to { $count ->
    [one] { $count } month
   *[other] { $count } months
} in all
menu-terms = Terms
terms-title = Terms set by law
terms-lead = Cases are counted by these terms. A case is counted by the term in force on the day it came.
terms-code = Code
terms-count = Term
terms-extension = Extension
terms-citation = Ground
terms-from = In force from
terms-built-in = from the beginning
terms-calendar = Working calendar
amend-title = Amend the term
amend-help = An amendment holds for cases that come from that day on. Older cases are counted as before.
amend-valid-from = In force from (DD.MM.YYYY)
amend-count = How many units
amend-extension-count = At most, with the extension; empty: not extended
amend-citation = Act and article
amend-reason = Why it is amended
amend-certain = Compared with the act in force
amend-do = Save the amendment
amend-text = Put it in words, at most { $max } characters
amend-count-wrong = Write a whole number from 1 to 3660
amend-twice = There is an amendment for this day already
amend-day = Day (DD.MM.YYYY)
amend-work-day = Where the working day is moved (DD.MM.YYYY); for a move only
calendar-day = Day
calendar-what = What changes
calendar-change = Change the calendar
calendar-moved = day off; { $date } becomes a working day
calendar-now = Now: { $regime }.
calendar-lead = Which days are working days depends on it: terms in working days and the roll-over follow the rules of that day.
calendar-kind-peacetime = From this day: peacetime
calendar-kind-martial-law = From this day: martial law
calendar-kind-transfer = Move a working day
regime-peacetime = peacetime: holidays are days off
regime-martial-law = martial law: there are no holidays
field-unzr = UNZR looks like 19850214-01234: the date of birth and five digits. Check that it is copied right
field-iban = IBAN is UA and 27 digits. Check that all digits are there
field-cadastral = A cadastral number looks like 1234567890:12:345:6789. Check that it is copied right
act-case-ask = Asked for a correction
act-case-answer = Application corrected
act-case-extend = Term extended
act-case-withdraw = Application withdrawn
act-term-amend = Term amended
act-calendar-change = Working calendar changed

apply-progress = Step { $step } of { $steps }
apply-next = Continue
apply-save = Save and continue later
apply-change = Change
apply-check-title = Check your answers
not-given = not given
draft-saved = Draft saved on { $when }. It is kept for 30 days.
draft-kept = Draft saved
draft-discard = Discard the draft and begin anew
drafts-title = Drafts
drafts-continue = continue

field-in-future = { $title }: this day has not come yet. Check the year
field-before-birth = The registration cannot be before the birth
field-before-start = The end cannot be before the beginning
case-found = What the registers say
case-found-nothing = nothing was found
case-conditions = Conditions
condition-met = yes
condition-unmet = no
case-issued = What was issued
act-payment-list = List for payment made

case-bundle = Together with this case, “{ $event }” has started:
event-starts = One application starts
events-title = Life events
services-title = Services

search-label = What are you looking for
search-title = Search
search-none = Nothing was found. Try another word.
search-maybe = Did you mean:
search-found = { $count ->
    [one] { $count } page was found
   *[other] { $count } pages were found
}
search-many = More than { $count } were found, the newest first
search-kind-service = Service
search-kind-life-event = Life event
search-kind-register = Register
search-kind-record = Record of a register

menu-desk = Desk
desk-lead = Choose a service: the application is on one page, the receipt follows.
desk-keys = Tab for the next field, space to choose, Ctrl+Enter to register.
desk-centre = Centre
desk-documents = Documents handed in
desk-take = Register
person-family-name = Family name
person-given-name = Given name
person-patronymic = Patronymic
person-rnokpp = Tax number (RNOKPP)
person-phone = Telephone
person-missing = "{ $title }": write it as in the document
person-long = "{ $title }": at most { $max } characters
person-other-name = This tax number is recorded with another family name. Check both against the document
keys-send = send the form
receipt-title = Receipt for case { $number }
receipt-code = Barcode { $code }
receipt-centre = Taken by
receipt-next = What happens next
receipt-another = Next application
receipt-case = To the case
receipt-open = Receipt to print
receipt-print = Press Ctrl+P to print.
rate-title = Rate the service
rate-satisfaction = How satisfied are you: from 1 (not at all) to 5 (fully)
rate-loyalty = Would you recommend this way to others: from 0 (no) to 10 (yes)
rate-effort = Was it easy: from 1 (hard) to 5 (easy)
rate-visits = How often did you have to come
rate-waited = How many minutes did you wait in a queue
rate-comment = What to improve
rate-send = Send the rating
rate-thanks = Thank you, your rating was recorded: { $given } of 5.
rate-wrong = Choose a number from { $least } to { $most }
quality-title = Quality of services by month
quality-open = Open the figures of quality
quality-lead = Figures for the national monitoring of administrative services, by the month of the decision.
quality-none = There are no decisions yet.
quality-month = Month
quality-decided = Decisions
quality-in-time = In time, %
quality-ratings = Ratings
quality-loyalty = Loyalty index
quality-satisfaction = Satisfaction, 1–5
quality-visits = Visits
quality-appeals = Appeals
act-case-rate = Service rated
queue-done = Done: case { $number } has moved on.

menu-notices = Notices
notices-none = There are no notices yet. Everything that happens to your cases will be here.
notices-how = How to notify you
notices-quiet = At night, from 21:00 to 8:00, we send nothing.
notices-email = By e-mail
notices-sms = By short message (SMS)
notices-lang = Language of messages
notice-submitted-subject = Application registered: { $number }
notice-submitted-body = Service: { $service }. The answer comes by { $due }.
notice-question-subject = Your correction is needed: { $number }
notice-question-body = Service: { $service }. Correct the application by { $until }: what exactly is written in the case.
notice-extended-subject = Term extended: { $number }
notice-extended-body = Service: { $service }. The answer comes by { $due }.
notice-granted-subject = Decided: { $number }
notice-granted-body = Service: { $service }. The decision is positive. The result is on the page of the case.
notice-refused-subject = Decided: { $number }
notice-refused-body = Service: { $service }. The service was refused. The reason and how to appeal are on the page of the case.
notice-foot = This message was sent automatically. How you are notified can be changed on the page “Notices”.
delivery-title = Journal of deliveries
delivery-lead = What was sent, what waits and what came back. There are no addresses and no texts here.
delivery-none = Nothing was sent yet.
delivery-id = Message
delivery-channel = Channel
delivery-state = State
delivery-attempts = Attempts
delivery-changed = Changed
delivery-detail = The server's answer
delivery-waiting = waiting
delivery-next = next attempt { $when }
delivery-sent = handed over
delivery-refused = returned
delivery-given-up = failed for three days
act-notice-choose = Way of notices chosen

documents-title = Documents
documents-lead = Take a photo or add a file for each document. Files are kept with the draft.
documents-back = Done, back to the application
apply-documents = { $count ->
    [0] Add documents
   *[other] Documents: { $count }
}
files-title = Documents of the case
file-choose = File
file-add = Add a file
file-help = { $known }; up to { $max } MB
file-send = Add
file-sending = Sending the file
file-remove = Remove
file-download = Download
file-page = Page { $page } of { $pages }
file-previous = Previous
file-next = Next
file-picture = { $name }, page { $page }
file-no-picture = There is no preview for files of this kind. Download the file to open it in your own programme.
file-too-large = The file is larger than { $max } MB. Make it smaller or split it
file-too-many = There are as many files as there may be. Remove some or join them into one
file-empty = No file was chosen, or it is empty. Choose a file
file-broken = The file did not arrive whole. Send it again
file-lost = The stored file is gone or was altered. We have noted it; ask the body to let you hand it in again
file-kind = Files of the kind “{ $kind }” are not accepted. Save the document as one of: { $known }
file-mismatch = By its name this is { $said }, but inside is something else ({ $found }). Save the document in the right format
file-encrypted = This PDF is protected by a password. Save a copy without it and add that
file-damaged = The file is damaged: it cannot be opened. Save it again and add it
file-malware = The virus scanner found malware in the file, so it was not taken. Check your device and add a clean file
size-bytes = { $count } B
size-kilobytes = { $count } KB
size-megabytes = { $count } MB
error-file-title = The file was not taken
error-file-help = Go back and choose another file.
error-file-lost-title = The file is not available
error-file-lost-help = The stored file is gone or was altered. We have noted it; ask the body.
act-case-attach = File added to a case

document-check = Check that the document is genuine: { $url }, or code { $code } on the page “Check a document”.
document-subtitle = Decision No { $number } of { $date }
document-decision = Decision
document-decided-by = Decided by
document-appeal = How to appeal
document-card = Information card of the service
document-page = page
document-open = Decision as PDF
document-kind-decision = decision
document-kind-receipt = receipt
receipt-number = Code of the receipt
card-pdf = Information card as PDF
check-title = Check a document
check-lead = Type the code from the document. The page confirms number, date and hash of the file; it says nothing about people.
check-yes = The document is genuine
check-compare = Compare number and date with those on the document. The SHA-256 hash agrees with the unaltered file only.
check-no = There is no document with this code
check-no-help = Check that the code was copied right. If it was, this document was not issued by us.
check-kind = Document
check-date = Date
check-code = Code of the document
check-do = Check
act-document-issue = Document issued

resume-title = Your session has ended
resume-kept = Sign in, and the form goes on from the same place: all that was typed is kept.
resume-go-title = You are signed in
resume-go-words = What you typed before signing in was kept. Press to send it.
resume-go = Continue

hand-title = Who works on the case
hand-has = { $name }
hand-to = Hand to
hand-nobody = nobody
hand-do = Hand over
return-note = Why it goes back to the stage before
return-note-missing = Explain what is to be done at the stage before
return-do = Return to the stage before
step-returned = Returned to the stage before
queue-mine = you work on it
queue-taken = a colleague works on it
load-title = Workload
load-body = Body
load-role = Who does it
load-who = Taken by
load-open = Open
load-overdue = Overdue
load-waiting = Waiting for the applicant
role-administrator = administrator
role-specialist = specialist
role-head = head
role-operator = operator
deputy-title = Deputies
deputy-lead = While you are away, name who has the powers of your position. It holds on the named days only.
deputy-name = Name a deputy
deputy-who = Who
deputy-position = Position
deputy-days = Days
deputy-basis = Ground, for instance an order
deputy-login = Login of the deputy
deputy-from = From (DD.MM.YYYY)
deputy-until = Until (DD.MM.YYYY)
deputy-do = Name
deputy-no-account = There is no such login
deputy-oneself = Nobody deputises for themselves
deputy-wrong-days = The days begin today at the earliest; the end is not before the beginning and within a year
process-title = Process card
process-number = No
process-step = Step
process-body = Body or unit
process-role = Who is responsible
process-part = Participation
process-days = Days
process-register = Take and register the application
process-intake = the centre that took the application
process-centres = Where applications are taken
process-appeal = Decisions, deeds and omissions can be appealed to the body above or to a court.
participation-performs = performs
participation-takes-part = takes part
participation-agrees = agrees
participation-approves = approves
act-case-assign = Task handed over
act-case-return = Returned to the stage before
act-deputy-name = Deputy named

# Representation and appeals
error-own-decision-title = Nobody decides on the appeal of their own decision
error-own-decision-help = You took part in the decision that is appealed, so another official has to decide on the appeal.
date-wrong = There is no such date. Enter day, month and year, for example 14.03.2026
case-representative = Representative
case-reopened-on = The decision was set aside on appeal on { $date }: the term is counted anew from this day.
organisation-code = EDRPOU code { $code }
organisation-title = Full title of the organisation
organisation-edrpou = EDRPOU code
step-forwarded = Forwarded to the competent body
step-reopened = The decision was set aside on appeal, the case is considered anew
forward-title = Forward to the competent body
forward-help = If another body has to decide. The term begins anew on the day it receives the case; the applicant is told at once.
forward-to = Where to
forward-reason = Why
forward-missing = Choose where to forward it
forward-reason-missing = Explain why the case is not yours: the applicant will see it
forward-do = Forward
appeal-about = Appeal of the decision in case
appeal-about-label = Which decision you appeal
appeal-title = Appeal of the decision:
appeal-begin = Appeal the refusal
appeal-missing = Choose the decision that you appeal
appeal-none = There is no decision that can be appealed
appeal-none-help = Here you appeal the refusal in a case of yours, if no appeal of it is open or was rejected. Any decision can be appealed in court too.
appeal-number = Number of the case whose decision is appealed
appeal-number-wrong = This applicant has no case of this number with a refusal that can be appealed. Compare the number with the decision
behalf-title = Acts for another person or an organisation
behalf-kind = On which ground
behalf-none = For oneself
behalf-kind-missing = Choose the ground
behalf-person = If for a person – for whom
behalf-organisation = If for an organisation
behalf-oneself = The representative and the represented are one person. Say whose interests they represent
behalf-text = "{ $title }": write it as in the document, at most { $max } characters
mandate-basis-title = Document
behalf-until-missing = Say until which day it is good: the child's coming of age or the end of the power of attorney
behalf-until-past = This day has passed. Only a document in force gives the right to represent
behalf-label = In whose name you apply
behalf-myself = In my own: { $name }
behalf-gone = You can no longer act in this name. Choose another or apply in your own
mandate-parent = parent
mandate-guardian = guardian
mandate-officer = head or authorised officer of an organisation
mandate-attorney = by power of attorney
mandate-representative = Who represents
mandate-principal = Who is represented
mandate-kind = Ground
mandate-services = Services
mandate-services-all = all
mandate-services-label = In which services (if none is ticked – in all)
mandate-until = Good until
mandate-until-label = Until which day it is good (DD.MM.YYYY)
mandate-basis-label = Document: title, number, date
mandate-open-end = no end
mandate-ended = ended { $date }
mandate-act = Action
mandate-end = End it
mandate-end-words = The representative loses access to the cases at once. It can be renewed only at a centre, by a document.
mandate-end-do = Yes, end it
mandate-do = Record
mandates-title = Representation
mandates-lead = For whom you may apply and follow cases, and who may for you. It is recorded at a service centre by a document: a certificate, a decision on guardianship, an order, a power of attorney.
mandates-none = Nothing is recorded here yet.
mandates-desk-title = Representation: record or end
mandates-desk-lead = Record who may act for another after you have seen the document. An application in another's name can also be taken at once, in its own form.
mandates-find = What is recorded about a person
mandates-nobody = There is nobody with this tax number and family name. Compare with the document
mandates-record = Record
cases-own = My own
cases-whose = Whose cases
check-void = The decision was set aside on { $date }
check-void-help = The document is genuine, but its decision was set aside on appeal. What will be decided anew is in force.
notice-reopened-subject = The decision was set aside, the case is considered anew: { $number }
notice-reopened-body = Service: { $service }. Your appeal was upheld. The answer will come by { $due }.
notice-forwarded-subject = Case forwarded to the competent body: { $number }
notice-forwarded-body = Service: { $service }. Another body considers the case; which one, the case says. The answer will come by { $due }.
desk-who = Who applies
appeal-form-title = The appeal
appeal-submit = Send the appeal
card-centre = Centre
card-all-centres = All centres
process-pdf = Process card as PDF
process-appeal-court = The decision can be appealed in court.
resume-again-words = What you have typed is kept on this page. Do not close it: send it again a little later.
resume-again = Send again
hint = How this works
help-title = Help
help-resident = For residents
help-resident-summary = Find a service, apply, act for others, appeal a refusal.
help-official = For officials
help-official-summary = The queue, the desk, decisions, deputies, records of registers.
help-operator = For the operator
help-operator-summary = Settings, verification of the journal, terms, messages, files.
help-ukrainian = The guide is written in Ukrainian.
behalf-clerk = Whom you represent yourself has to be recorded by another administrator
notice-mandate-subject = It was recorded that a representative may act for you
notice-mandate-body = Who it is, on which ground and until which day, is on the page "Representation". If this is a mistake, end the representation there or turn to the centre.
field-year = "{ $title }": a year has four digits, for example 1898
field-not-a-period = "{ $title }": enter two days with a dash between them, for example 01.02.2026 – 28.02.2026; the end may be left out
field-period-order = "{ $title }": the end is before the beginning
field-person-name = "{ $title }": enter the surname, the given name and the patronymic, if there is one; the date of birth and the tax number may follow after commas
field-person-born = "{ $title }": there is no such date of birth; enter it like 09.03.1990
field-person-rnokpp = "{ $title }": a tax number has ten digits, and its check digit must fit
field-person-disagrees = "{ $title }": by the tax number the person was born on { $date }, but another date was entered
field-erased = erased, or encrypted under another key
field-link = "{ $title }": the address begins with https:// or http:// and holds no password
error-no-version-title = It is not said which version is changed
error-no-version-help = Read the record and send its ETag in the header If-Match.
error-old-version-title = The record was changed meanwhile
error-old-version-help = Read the record again and repeat the change on the new version.
past-title = The record as it was at the end of { $date }
past-none = There was no such record then. Below it is as it is now.
past-since = What has changed since:
past-compared = How it differs from { $date }:
past-same = In nothing.
past-ask = Show another day
past-on = On day
past-with = Compare with day
past-show = Show
download-xlsx = Download XLSX
document-certificate-subtitle = No. { $number } of { $date }
document-certificate-open = { $title } (PDF)
document-kind-certificate = issued document

# Changes by request
error-own-proposal-title = Nobody decides on their own request
error-own-proposal-help = You asked for the change yourself, so another official has to decide.
changes-title = Changes by request
changes-waiting = Waiting for your decision
changes-own = My requests
changes-none = There are no requests.
change-propose = Propose a change
change-propose-do = Send the request
change-lead = Correct what is wrong and say how it is known. A document can be added on the next page. The record changes when somebody else approves the request.
change-reason = Why it has to change
change-reason-missing = Explain why it has to change
change-long = At most { $max } characters
change-nothing = You changed nothing: correct at least one field
change-title = Request for a change: { $record }
change-register = Register
change-when = When
change-state = State
change-state-open = awaiting the decision
change-state-granted = approved
change-state-rejected = rejected
change-state-withdrawn = withdrawn
change-wanted = Should be
change-evidence = Evidence
change-evidence-add = Add evidence
change-note = Explanation of the decision
change-note-missing = Explain why it is rejected: the author will see it
change-decide = Decision
change-grant = Approve the change
change-reject = Reject
change-withdraw = Withdraw the request
change-outdated = What is to change was changed otherwise by somebody. Reject the request with an explanation or ask for a new one.
change-author = Who asks
change-too-many = You have { $max } open requests already. Wait for the decisions or withdraw some

# Import
import-link = Import from a file
import-title = Import
import-of = Import: { $name }
import-lead = The file may be a CSV, XLSX, ODS or GeoJSON table. We read it and check every cell first; records appear only when you publish them.
import-choose = File with the table
import-choose-help = CSV, XLSX, ODS or GeoJSON, up to 1 GB. The titles of the columns stand in the first row of the table.
import-send = Read the file
import-earlier = Earlier imports
import-file = File
import-when = When
import-rows = Rows
import-phase = State
import-phase-read = read
import-phase-checking = being checked
import-phase-checked = checked
import-phase-staging = records being prepared
import-phase-staged = ready to be published
import-phase-published = published
import-phase-discarding = being removed
import-phase-discarded = discarded
import-rows-count = { $count ->
    [one] { $shown } row
   *[other] { $shown } rows
}
import-not-a-table = “{ $name }” is no table that we read. Save it as CSV, XLSX, ODS or GeoJSON and add it again
import-empty = The table has no row under the titles of its columns
import-too-wide = The table has over 500 columns. Keep those that are needed
import-long-cell = A cell of row { $row } is too long. Mostly it is a quote above that is not closed
import-open-quote = The quote that opens in row { $row } is not closed. Close it and add the file again
import-too-large = The file is too large: up to 1 GB, its unpacked content included. Split it into parts
import-encrypted = The file is locked by a password. Remove the password and add the file again
import-no-sheet = There is no sheet “{ $name }” in the file
import-no-encoding = We do not know the encoding “{ $name }”
import-reference-system = The coordinates in the file are of { $name }, but WGS 84 is needed (longitude and latitude in degrees). Convert them in the program that the file comes from
import-damaged = The file is damaged or is not what its name says: { $words }
import-missing = Required fields (marked *) have no column
import-too-many-fixes = At most { $max } cells can be mended on the page. Mend the others in the file and add it again
import-bad-cells-left = There are mistakes in the rows. Mend them or leave these rows out
import-no-rows = No sound row is left
import-notice-encoding = The encoding of the file seems to be { $name }. If the letters below are wrong, choose another
import-notice-merged = Merged cells in rows { $from }–{ $to }: the value is taken in the first one only
import-notice-formula = Row { $row }, column { $column }: the formula gives the error { $words }
import-notice-quote = Row { $row }: a stray quote within a cell. Check that the text was read well
import-notice-length = Row { $row }: { $got } cells, but there are { $expected } columns
import-notice-sheets = Other sheets that hold something are not read: { $names }
import-notice-above = Rows left out above the titles of the columns: { $rows }
import-more-notices = More remarks: { $count }
import-same-file = The very same file was imported { $when }. If you go on, the records will stand twice
import-encoding = Encoding
import-sheet = Sheet
import-read-again = Read it so
import-left-aside = leave aside
import-no-head = untitled
import-goes-into = Where the column “{ $head }” goes
import-head = Column of the file
import-sample = What it holds
import-field = Field of the register
import-columns = Where each column goes
import-columns-lead = We matched the columns by their titles. Check them; required fields are marked by an asterisk.
import-check = Check the rows
import-checking = Checking every cell
import-staging = Preparing the records. Nobody sees them yet
import-progress = { $done } of { $whole } rows
import-can-leave = You may close the page: the work goes on, and the list of imports leads back to it.
import-mistakes = Wrong cells: { $cells }, in rows: { $rows }
import-mistakes-lead = Mend the cells here – or in the file, and add it again.
import-mistakes-file = Download the list of mistakes
import-mistakes-cut = The first { $max } mistakes are shown
import-row = Row
import-column = Column
import-value = Value
import-mistake = What is wrong
import-mended = Mended value
import-cell = Row { $row }, column “{ $column }”
import-whole-row = the row as a whole
import-mend = Save what is mended and check again
import-leave-out = Take the sound rows only: { $sound } of { $rows }
import-leave-out-lead = Rows with mistakes will not come into the register. The list of mistakes can be downloaded before.
import-stage-sound = Prepare the sound ones only
import-all-sound = { $count ->
    [one] { $shown } row, no mistakes
   *[other] { $shown } rows, no mistakes
}
import-stage-lead = Next we prepare the records. Until they are published they are in no list, no search and no data.
import-stage = Prepare the records
import-staged = { $count ->
    [one] { $shown } record is ready
   *[other] { $shown } records are ready
}. Once published, everybody who sees the register sees them
import-publish = Publish
import-published = { $count ->
    [one] { $shown } record is published
   *[other] { $shown } records are published
}
import-to-register = To the register
import-file-hash = SHA-256 of the file
import-root = Root over the records (Merkle tree)
import-discard = Discard the import
import-discarding = The prepared records are being removed.
import-discarded = The import is discarded. Nothing came into the register.
import-failure-duplicate = While the records were prepared, a record with the same unique value came into the register. Discard the import, mend the file and add it again.
import-failure-full = The disk is full. Free some space, discard the import and begin again.
import-failure-file = The rows that were read are no more on this node. Discard the import and add the file again.
import-failure-changed = The register changed since the rows were checked. Discard the import and begin again.
import-failure-internal = Something went wrong; it is in the log of the server. Discard the import and try once more.
field-twice-in-file = “{ $title }”: the same value stands in row { $row }
field-unreadable = “{ $title }”: some letters were not read. Choose another encoding or mend the cell
act-import-begin = Import begun
act-import-publish = Import published
act-import-discard = Import discarded
act-import-removed = Rows of a discarded import removed

# Map
map-zoom-in = Closer
map-zoom-out = Farther
map-undo = Take back the last point
map-clear = Clear
map-failed = The data of the map could not be loaded. The list below shows the same.
map-open = Show on a map
map-cut = The map shows the first { $most } records. Narrow the filter to see the others.
map-of-record = The record on a map
map-draw = Map for the field “{ $title }”
map-type-point = Latitude, longitude, e.g. 50.4501, 30.5234. It can be picked on the map.
map-type-line = A point a line: latitude, longitude. It can be drawn on the map.
map-type-polygon = A corner a line: latitude, longitude. It can be drawn on the map.
download-geojson = Download GeoJSON
field-coordinates = “{ $title }”, point { $line }: enter latitude and longitude, e.g. 50.4501, 30.5234
field-coordinates-range = “{ $title }”, point { $line }: latitude is from -90 to 90, longitude from -180 to 180
field-coordinates-swapped = “{ $title }”, point { $line }: latitude and longitude seem to have changed places. Latitude comes first (in Ukraine from 44 to 53)
field-shape-few = “{ $title }”: too few points. A line needs two, an area three
field-shape-many = “{ $title }”: more than { $max } points
field-shape-crosses = “{ $title }”: the outline crosses itself – sides { $one } and { $other }. Check the order of the corners
field-shape-kind = “{ $title }”: another shape is needed – a point, a line or an area, as the hint says

# Figures of registers
figure-as-of = as of { $when }
figure-value = Value
figure-no-group = not given
figure-no-year = without a date
figure-by-year = By year
figure-year = Year
figure-few = fewer than { $few }
figure-rows-closed = The records of this register are not open to everybody. The figure was computed from them again just now, and it is the one shown if it says so above.

# Directories
entry-help = A code or a name as in the classifier, e.g. “м. Лісне”.
field-territory-unknown = “{ $title }”: the classifier has no such territory. Enter its KATOTTH code or its name as there, e.g. “м. Лісне”
field-territory-ended = “{ $title }”: the classifier has this territory no more. Choose the one that it became part of
field-territory-several = “{ $title }”: several territories have this name. Enter the code of one of them: { $codes }
field-body-unknown = “{ $title }”: the region has no such body. Enter its code or its full title
act-classifier-load = Classifier loaded
field-other-territory = Such a record is not yours. Each body keeps its own records only: of its territory, or its own

# How a list looks
views-title = Saved views
views-all = All records
views-forget = Forget the view “{ $title }”
views-name = Name of the view
views-save = Save this view
columns-title = Columns and views
columns-lead = Which columns to show
columns-show = Show these columns
error-too-many-title = As many are saved as may be
error-too-many-help = Take a view away that you do not need (× beside its name) and save again.

# A change to many records
bulk-link = Change those chosen
bulk-title = Change the chosen records
bulk-count = { $count ->
    [one] { $shown } chosen record will change.
   *[other] { $shown } chosen records will change.
}
bulk-left = Not yours or closed, these stay as they are: { $count }.
bulk-more = At once up to { $most }; change the others the next time.
bulk-field = Which field to change
bulk-choose-field = Choose a field
bulk-look = Show what will change
bulk-before = Now
bulk-after = Then
bulk-others = And more records: { $count }
bulk-do = Change records: { $count }
bulk-back = Begin anew
bulk-outdated = While you looked, the records changed. This is how they are now.
bulk-done = { $count ->
    [one] { $shown } record changed
   *[other] { $shown } records changed
}
bulk-continue = Continue
record-related = Related records
field-reference-unknown = “{ $title }”: there is no such record. Enter its number or its name
field-reference-several = “{ $title }”: several records have this name. Enter the number
field-roughly = “{ $title }”: an archaeological object is shown roughly – two digits after the point at most. The exact place goes into the field “Exact place”
field-zone-reveals = “{ $title }”: the zone would reveal the exact place of an archaeological object, so it is not shown here

# Labels and the card
labels-link = Labels
labels-title = Labels
labels-lead = Print this page: three in a row on A4. The code opens the record.
labels-code = Code of the record { $record }
record-card-pdf = Card as PDF
record-card-of = { $register }, { $number }, as of { $when }
record-card-code = This record on the site: { $url }
field-more-than-licensed = “{ $title }”: the licence is for { $count } only. Check the number or buy more

# Files of records
field-files-on-card = “{ $title }”: files are added on the card of the record
record-files-none = There are no files yet.
record-files-add = Add a file
record-files-choose = File
record-files-caption = Caption
record-files-caption-help = What the file shows: also for those who do not see the picture
record-files-remove = Take away
record-files-remove-of = Take the file “{ $name }” away
act-record-attach = File added
act-record-detach = File taken away

# Steps of records
steps-next = What comes next
steps-others = Others act next:
steps-changed = The record was changed meanwhile. See how it is now:
steps-alone = The state is changed by steps alone
steps-title = Records that wait for you
steps-lead = Records of registers with which you may take the next step, the most urgent first.
steps-empty = No record waits for you now.
steps-record = Record
steps-register = Register
steps-due = Due
steps-do = To do
record-open = Open
act-record-step = Step taken
error-own-step-title = What you did is checked by somebody else
error-own-step-help = You took the step before this one, so another person takes this one.
field-account-unknown = "{ $title }": there is no such official. Enter surname, given name and patronymic
field-account-several = "{ $title }": there are several such officials. Add the body in brackets, as in the list
field-before-day = "{ $title }": this day cannot be before { $date }
field-fine-needed = "{ $title }": the penalty is a fine, so enter its sum
field-fine-alone = "{ $title }": there is a sum only where the penalty is a fine
field-penalty-late = "{ $title }": a penalty could be imposed until { $date } (Code, art. 38); now the case can only be closed
field-too-early = "{ $title }": the term runs until { $date }
filter-whose = Whose records
filter-whose-own = of my body
filter-whose-all = all

# Conversions
conversion-title = Conversion of fields
conversion-lead = The new version of the register reads old values into new fields. The register can be used meanwhile; the old values stay until an operator takes them away.
conversion-none = There is nothing to convert.
conversion-running = Values are being read into new fields
conversion-left = { $count ->
    [one] { $shown } value was
   *[other] { $shown } values were
} not taken over: look at them
conversion-progress = { $done } of { $total }
conversion-done = All is taken over.
conversion-unread = { $count ->
    [one] { $shown } value was
   *[other] { $shown } values were
} not read. Open the record and fill the new field in; the first of them:
act-record-convert = Value read into a new field
act-record-purge = Retired field emptied
field-address-part = "{ $title }": it is not clear what "{ $part }" is. Write the parts with commas and their short words: м. Лісне, вул. Садова, 5, кв. 3
field-address-place = "{ $title }": add the settlement or the street, for example с. Вербове
field-address-twice = "{ $title }": "{ $part }" is a second part of the same kind
filter-words = Search by words
field-choice-not-now = "{ $title }": "{ $choice }" is not in force now, choose another

board-region = the region
board-target = Target
board-since = against { $year }
board-table = As a table
board-by-territory = By community
board-over-years = Over the years
board-territory = Community or district
board-begin = Put together a board
board-embed = Embed in a page
board-none = There are no indicators for this territory yet.
board-title = A board of indicators
board-lead = Choose indicators and up to three territories. A board is its address: keep it, send it, or embed it in your site.
board-permalink = The address of this board
board-embed-code = Code to embed:
board-change = Change the board
board-name = Name of the board
board-show = Show
board-departments = Indicators of departments
board-territories = Indicators of communities and districts
board-not-here = This indicator is not kept by territory.
notice-step-subject = { $register }: { $step }
notice-step-body = Record { $number }: the step "{ $step }" was taken. What was said and what comes next is on its card.
board-map = On the map
board-without = no data
field-same-bounds = The values for 0 and for 100 points must differ
field-options-line = Line { $line }: write "title = points", points from 0 to 100
field-options-twice = Line { $line }: this title is there already
field-options-few = At least two options are needed, one a line
field-not-answered = Questions without an answer: { $left }
field-evidence-lacking = Evidence that is required is missing: { $left }. Add a link or a file
field-not-judged = Answers without a verdict: { $left }
field-below-nought = “{ $title }”: the sum cannot be below nought
field-more-than-fund = A project cannot get more than the whole fund holds
field-more-than-asked = No more is included than was asked for
field-procurement-id = The identifier of a contract in ProZorro has 32 characters: digits and letters from a to f
import-notice-formula-empty = Row { $row }, column { $column }: the formula was never computed, the cell is read as empty. Open the file and save it
import-notice-hidden = Row { $row } is hidden in the file; it is read all the same
board-districts = Districts side by side
indicator-submitted = Applications submitted

# Electronic signatures
sign-title-decision = Signature of the decision
sign-title-application = Signature of the application
sign-go = Sign
sign-show = Signatures and files
sign-line = { $who }, { $when }
sign-signatures = Signatures
sign-test = Test signatures: the test centre of this demonstration issued them. They have no legal force.
sign-document = What is signed
sign-open = Document No { $number } (PDF, in Ukrainian)
sign-container = Document with signature (ASiC)
sign-p7s = Signature alone (p7s)
sign-copy = Copy with marks (PDF)
sign-verify = Verify the signature
sign-do-title = Sign
sign-do-help = The signature is made on your computer. Key and password are sent nowhere.
sign-level-wanted = What is taken: { $level }, or a higher level.
sign-do = Sign and send
sign-valid = signature valid
sign-waiting = not signed yet
sign-proved = time proved by a stamp: { $when }
sign-serial = certificate { $serial }
sign-not-signature = This is no signature of this document. Choose the .p7s file that was made for this PDF.
sign-several = The file holds several signatures. Send yours alone.
sign-refused = The signature was not taken: { $reasons }.
sign-level = The signature was not taken: it is an { $level }, and a higher level is needed. Use a qualified certificate.
sign-other = This is the signature of somebody else: { $name }. Sign by your own key.
sign-no-code = Your account has no tax number (RNOKPP) to compare the certificate with. Ask the administrator of the system.
sign-signed-by = Signed
sign-certificate = Certificate
sign-certificate-words = { $serial }, in force until { $until }
sign-original = SHA-256 of the original
sign-copy-title = Copy of an electronic document with marks of its signatures
sign-key = Key file
sign-key-help = Key-6.dat, .pfx, .p12, .jks, .pk8: as your provider gave it.
sign-password = Password of the key
sign-certificate-give = The certificate lies apart from the key
sign-certificate-file = Certificate file (.cer)
sign-elsewhere = Signed in another program
sign-elsewhere-help = Download the document, sign it by your program as a separate file (CAdES, without the document in it) and choose that file here.
sign-signature = Signature file (.p7s)
sign-send = Send the signature
sign-word-working = Signing…
sign-word-format = This does not look like a key file. Check which file you chose.
sign-word-password = The password does not fit, or the key file is damaged. Check the keyboard layout.
sign-word-no-key = The file holds no key for signatures.
sign-word-algorithm = The key has an algorithm that is not supported here.
sign-word-certificate = The file that you chose is no certificate.
sign-word-no-certificate = The key file holds no certificate. Add the certificate file (.cer); your provider's site has it.
sign-word-no-file = Choose the key file.
sign-word-expired = The certificate is not in force yet, or has ended.
sign-word-content = The document could not be read. Load the page again and retry.
sign-word-failed = Signing failed. Load the page again and retry; if that does not help, sign in another program.
verify-title = Verify a signature
verify-lead = Who signed, when, and whether the document was changed. For everybody, without signing in.
verify-again = Verify other files
verify-files = Files
verify-files-help = A signature (.p7s) together with the document that it signs, or a container (.asics, .asice). Choose several files, or drop them here. 32 MB together.
verify-do = Verify
verify-nothing-kept = The files are verified in the memory of the server and not kept.
verify-xades = The signatures in this container are XAdES. Here CAdES signatures are verified.
verify-none = These files hold no electronic signature that could be read. Choose a .p7s file, or a container .asics or .asice.
verify-valid = The signature is valid
verify-valid-help = The document was not changed after it was signed, and it is known who signed.
verify-indeterminate = The signature is not confirmed
verify-indeterminate-help = Something that would prove it is missing. Below it is said what.
verify-invalid = The signature is not valid
verify-invalid-help = It cannot be relied on. Below it is said why.
verify-file = File with the signature
verify-content = Signed document
verify-within = within the signature
verify-when = Verified
verify-uncovered = These files are not signed
verify-organisation = Organisation
verify-position = Position
verify-edrpou = EDRPOU
verify-rnokpp = RNOKPP
verify-unzr = UNZR
verify-level = Level
verify-proved = Time by a time stamp
verify-claimed = Time as the signer says
verify-serial = Number of the certificate
verify-until = Certificate in force until
verify-chain = Chain of certificates
verify-covers = Documents
verify-signature = Signature { $number }
verify-open = Reservations:
key-login-title = Sign in by a key
key-login-lead = Choose the key file and type its password. You sign one sentence that is good once; by the RNOKPP of the certificate we find your account.
key-login-password = Sign in by login and password
key-login-late = The page was opened too long ago, or the sentence was used already. Try again.
key-login-unknown = There is no account with the RNOKPP (of a seal, the EDRPOU) of this certificate. Ask the administrator of the system.
login-demo-key = key of { $login }
document-application = Application No { $number } of { $date }
document-kind-application = application
check-verify = Verify the electronic signature on a file
act-document-sign = Document signed
verify-too-large = The files are too large together: up to 32 MB are verified.
verify-too-many = Too many files: choose the signature and the document that it signs.
unsigned-title = Waiting for a signature
unsigned-none = Everything is signed.
unsigned-more = The newest decisions are shown; older ones come when these are signed.
verify-busy = Many files are being verified just now. Try again in a minute.
sign-attached = The document is within the signature. Sign so that the signature is a file of its own.
