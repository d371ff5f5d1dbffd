-- Representation by mandate, appeals of decisions, cases forwarded to the proper body.

-- class: act
create table mandate (
  id uuid not null primary key,
  version bigint not null,
  kind text not null,
  principal uuid not null,
  representative uuid not null,
  services text not null,
  basis text not null,
  valid_from text not null,
  valid_until text,
  centre uuid not null,
  recorded_by uuid not null,
  recorded_at bigint not null,
  ended_at bigint,
  ended_by uuid
);
create index mandate_representative on mandate (representative, recorded_at);
create index mandate_principal on mandate (principal, recorded_at);

alter table person add column organisation text;
alter table person add column edrpou text;
create unique index person_one_edrpou on person (edrpou);

alter table cases add column mandate uuid;
alter table cases add column reopened_at bigint;
alter table cases add column edition bigint;
alter table document add column edition bigint;
alter table document add column void_since text;
drop index document_case;
create unique index document_one on document (case_id, kind, lang, edition);
