-- Values of indicators by territory and year, kept current beside the answers.

-- class: scratch
create table indicator_value (
  indicator text not null,
  made bigint not null,
  territory text not null,
  year text not null,
  row_count bigint not null,
  fitting bigint not null,
  filled bigint not null,
  total bigint not null,
  median bigint,
  primary key (indicator, made, territory, year)
);
create index indicator_value_territory on indicator_value (territory, indicator, made, year);

-- class: scratch
create table indicator_state (
  indicator text not null primary key,
  made bigint not null
);
