-- Persons that are one. The row of a duplicate stays and says whom it was merged into; what was theirs belongs to the kept person.

alter table person add column merged_into uuid;
create index person_merged_into on person (merged_into);
create index person_name on person (family_name, given_name);

-- A merger: which rows were moved, which columns of the kept person were filled from the duplicate, which account was closed – all that is
-- needed to undo it.
-- class: act
create table person_merge (
  id uuid not null primary key,
  version bigint not null,
  kept uuid not null,
  duplicate uuid not null,
  moved text not null,
  filled text not null,
  closed uuid,
  basis text not null,
  merged_at bigint not null,
  undone_at bigint,
  undo_basis text
);
create index person_merge_kept on person_merge (kept, merged_at);
create index person_merge_at on person_merge (merged_at, id);
