-- What is done because of scores: rules and tracks, who is where in them, and what reps are asked to do.

create table automations (
    automation integer not null primary key,
    kind smallint not null,
    revision integer not null,
    version integer not null,
    document text not null,
    state smallint not null,
    created_at bigint not null,
    created_by text not null,
    deleted_at bigint
);

create table automation_versions (
    automation integer not null,
    version integer not null,
    document text not null,
    created_at bigint not null,
    created_by text not null,
    primary key (automation, version)
) /*clustered*/;

create table runs (
    bucket smallint not null,
    lead bytea not null,
    run bytea not null,
    automation integer not null,
    version integer not null,
    step text not null,
    state smallint not null,
    due_at bigint,
    entered_at bigint not null,
    ended_at bigint,
    outcome text,
    cause bytea,
    primary key (bucket, lead, run)
) /*clustered*/;

create index runs_due on runs (due_at) where due_at is not null;
create index runs_by_automation on runs (automation, entered_at);

create table tasks (
    bucket smallint not null,
    task bytea not null,
    lead bytea not null,
    state smallint not null,
    kind text not null,
    created_at bigint not null,
    snoozed_until bigint,
    closed_at bigint,
    data bytea not null,
    primary key (bucket, task)
) /*clustered*/;

create index tasks_by_lead on tasks (bucket, lead);
create index tasks_by_state on tasks (state, created_at);

alter table webhooks add column recipient text;
alter table deliveries add column batch bytea;
create index webhooks_by_recipient on webhooks (recipient) where recipient is not null;
