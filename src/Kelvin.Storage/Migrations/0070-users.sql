-- People who sign in, their teams, and whose lead is whose.

create table users (
    user_id integer not null primary key,
    email text not null unique,
    name text not null,
    role text not null,
    password text,
    link_hash bytea,
    link_until bigint,
    created_at bigint not null,
    created_by text not null,
    signed_in_at bigint,
    removed_at bigint
);

create table teams (
    team integer not null primary key,
    name text not null,
    created_at bigint not null,
    removed_at bigint
);

create table team_members (
    team integer not null,
    user_id integer not null,
    primary key (team, user_id)
) /*clustered*/;

create table owners (
    bucket smallint not null,
    lead bytea not null,
    user_id integer,
    team integer,
    at bigint not null,
    by_whom text not null,
    primary key (bucket, lead)
) /*clustered*/;

create index owners_by_user on owners (user_id) where user_id is not null;
create index owners_by_team on owners (team) where team is not null;

alter table sessions add column user_id integer;
