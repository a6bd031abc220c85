-- What was announced of each lead and account, up to which instant, and when to look at it again.

alter table leads add column stage text;
alter table leads add column due_at bigint;
alter table leads add column ledger bytea;
create index leads_due on leads (due_at) where due_at is not null;

alter table accounts add column stage text;
alter table accounts add column due_at bigint;
alter table accounts add column ledger bytea;
create index accounts_due on accounts (due_at) where due_at is not null;

alter table plans add column raises smallint not null default 0;

create table crossings (
    bucket smallint not null,
    subject bytea not null,
    crossing bytea not null,
    kind smallint not null,
    plan integer,
    version integer,
    at bigint not null,
    recorded_at bigint not null,
    data bytea not null,
    primary key (bucket, subject, crossing)
) /*clustered*/;
