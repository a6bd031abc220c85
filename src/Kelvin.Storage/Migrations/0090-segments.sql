-- Saved conditions over leads. Who is in which stands in the lead's row, a bit for each slot.

create table segments (
    segment integer not null primary key,
    slot smallint not null,
    document text not null,
    since bigint not null,
    created_at bigint not null,
    created_by text not null,
    removed bigint
);

alter table leads add column segments bigint not null default 0;
