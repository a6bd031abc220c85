-- Why a version was made, and every change of what scores: also going back, and taking a plan out.

alter table plan_versions add column message text;

create table publications (
    plan text not null,
    number integer not null,
    version integer,
    version_before integer,
    published_at bigint not null,
    published_by text not null,
    raises smallint not null,
    message text,
    primary key (plan, number)
) /*clustered*/;
