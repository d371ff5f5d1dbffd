-- The office: terms that an operator can amend, corrections, extensions.

-- class: act
create table term_amendment (
  id uuid not null primary key,
  version bigint not null,
  code text not null,
  valid_from text not null,
  count bigint not null,
  extension text not null,
  extension_count bigint not null,
  citation text not null,
  certain bigint not null,
  reason text not null
);
create unique index term_amendment_code on term_amendment (code, valid_from);

-- class: act
create table calendar_rule (
  id uuid not null primary key,
  version bigint not null,
  kind text not null,
  day text not null,
  work_day text,
  regime text,
  citation text not null
);
create unique index calendar_rule_day on calendar_rule (kind, day);

-- class: act
create table correction_request (
  id uuid not null primary key,
  version bigint not null,
  case_id uuid not null,
  task_id uuid not null,
  message text not null,
  fields text not null,
  asked_at bigint not null,
  asked_by uuid not null,
  answer_until text not null,
  answered_at bigint,
  reply text
);
create index correction_request_case on correction_request (case_id, asked_at);

-- class: act
create table term_change (
  id uuid not null primary key,
  version bigint not null,
  case_id uuid not null,
  kind text not null,
  days bigint,
  reason text not null,
  at bigint not null,
  by_account uuid not null
);
create index term_change_case on term_change (case_id, at);

alter table cases add column waiting_until text;
alter table cases add column withdrawn_on text;
alter table task add column waiting_until text;

-- class: scratch
create table draft (
  account uuid not null,
  procedure text not null,
  answers text not null,
  saved_at bigint not null,
  expires_at bigint not null,
  primary key (account, procedure)
);
create index draft_expires on draft (expires_at);

alter table cases add column channel text;
alter table cases add column representative uuid;
alter table cases add column life_event text;
alter table cases add column bundle uuid;
create index cases_bundle on cases (bundle);

-- class: scratch
create table search_document (
  id uuid not null primary key,
  doc bigint not null unique,
  kind text not null,
  url text not null,
  title_uk text not null,
  title_en text not null,
  summary_uk text not null,
  summary_en text not null,
  title_terms text not null,
  at bigint not null
);
-- sqlite: create virtual table search_index using fts5(terms, content='', contentless_delete=1, tokenize="ascii tokenchars '''-'");
-- postgres: alter table search_document add column terms tsvector;
-- postgres: create index search_document_terms on search_document using gin (terms);

alter table cases add column code text;
create unique index cases_code on cases (code);
alter table cases add column appeal_of uuid;
create index cases_appeal_of on cases (appeal_of);
create index person_rnokpp on person (rnokpp);

-- class: act
create table rating (
  id uuid not null primary key,
  version bigint not null,
  case_id uuid not null unique,
  loyalty bigint not null,
  satisfaction bigint not null,
  effort bigint,
  visits bigint,
  waited bigint,
  comment text,
  at bigint not null
);

-- class: act
create table notice (
  id uuid not null primary key,
  version bigint not null,
  person uuid not null,
  template text not null,
  args text not null,
  case_id uuid,
  at bigint not null
);
create index notice_person on notice (person, at, id);

-- class: act
create table notice_choice (
  id uuid not null primary key,
  version bigint not null,
  person uuid not null unique,
  lang text not null,
  email bigint not null,
  sms bigint not null
);

-- class: scratch
create table notice_seen (
  person uuid not null primary key,
  at bigint not null
);

-- class: scratch
create table delivery (
  id uuid not null primary key,
  notice uuid not null,
  channel text not null,
  address text not null,
  lang text not null,
  state text not null,
  attempts bigint not null,
  created_at bigint not null,
  next_at bigint not null,
  lease_until bigint not null,
  detail text,
  changed_at bigint not null
);
create index delivery_next on delivery (state, next_at);
create index delivery_changed on delivery (changed_at, id);

-- class: scratch
create table upload (
  id uuid not null primary key,
  account uuid not null,
  procedure text not null,
  document bigint not null,
  name text not null,
  hash text not null,
  size bigint not null,
  media_type text not null,
  at bigint not null,
  expires_at bigint not null
);
create index upload_account on upload (account, procedure, at);
create index upload_hash on upload (hash);

-- class: act
create table attachment (
  id uuid not null primary key,
  version bigint not null,
  case_id uuid not null,
  document bigint,
  name text not null,
  hash text not null,
  size bigint not null,
  media_type text not null,
  added_at bigint not null,
  added_by uuid not null
);
create index attachment_case on attachment (case_id, added_at);
create index attachment_hash on attachment (hash);

-- class: act
create table document (
  id uuid not null primary key,
  version bigint not null,
  code text not null unique,
  case_id uuid not null,
  kind text not null,
  lang text not null,
  number text not null,
  issued_on text not null,
  hash text not null,
  size bigint not null,
  at bigint not null
);
create unique index document_case on document (case_id, kind, lang);

alter table task add column assignee uuid;
alter table body add column address text;
alter table body add column hours text;
alter table body add column phone text;

-- class: act
create table deputy (
  id uuid not null primary key,
  version bigint not null,
  position uuid not null,
  person uuid not null,
  valid_from text not null,
  valid_until text not null,
  basis text not null,
  named_by uuid not null,
  at bigint not null
);
create index deputy_person on deputy (person, valid_until);
create index deputy_position on deputy (position, valid_until);
