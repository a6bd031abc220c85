-- The same tables, the events lead by lead.
create table accounts as from source.accounts;
create table leads as from source.leads;
create schema clustered;
create table clustered.events as select * from source.events order by lead, happened;
