-- As a user would have it: a table of leads with their traits, a table of events in the order in which they came.
create table accounts (account bigint primary key, employees bigint);
create table leads (
  lead bigint primary key, account bigint, email text, position text, industry text, country text, region text, city text,
  company_size bigint, annual_revenue bigint, age integer, consent boolean, source text);
create table events (
  lead bigint not null, happened timestamptz not null, event text not null, machine boolean not null,
  path text, form text, webinar text, asset_id text, percent integer);

copy accounts from :'accounts' (format csv, header);
copy leads from :'leads' (format csv, header);
copy events from :'events' (format csv, header);
create index events_by_lead on events (lead, happened);
vacuum analyze;
