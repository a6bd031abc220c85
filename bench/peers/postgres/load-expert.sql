-- By an expert: a narrow table for each kind of event, lead by lead, with times as milliseconds and paths as numbers, and
-- with each lead when it was first seen. Nothing in it depends on the plan.
create schema expert;
create table expert.leads as
  select l.lead::integer, e.first_seen, account::integer, email, position, industry, country, region, city, company_size, annual_revenue, age, consent, source
  from public.leads l
  join (select lead, round(extract(epoch from min(happened)) * 1000)::bigint as first_seen from clustered.events group by lead) e using (lead)
  order by lead;

create table expert.paths as
  select (row_number() over (order by path) - 1)::smallint as number, path from (select distinct path from clustered.events where event = 'page') p;
create table expert.pages as
  select round(extract(epoch from happened) * 1000)::bigint as happened, lead::integer, number as path
  from clustered.events join expert.paths using (path) where event = 'page' order by lead, happened;
create table expert.opens as
  select round(extract(epoch from happened) * 1000)::bigint as happened, lead::integer, machine from clustered.events where event = 'Email Opened' order by lead, happened;
create table expert.clicks as
  select round(extract(epoch from happened) * 1000)::bigint as happened, lead::integer, machine from clustered.events where event = 'Email Link Clicked' order by lead, happened;
create table expert.forms as
  select round(extract(epoch from happened) * 1000)::bigint as happened, lead::integer, form from clustered.events where event = 'Form Submitted' order by lead, happened;
create table expert.webinars as
  select round(extract(epoch from happened) * 1000)::bigint as happened, lead::integer, webinar from clustered.events where event = 'Webinar Attended' order by lead, happened;
create table expert.videos as
  select round(extract(epoch from happened) * 1000)::bigint as happened, lead::integer, replace(asset_id, 'video-', '')::smallint as asset, percent::smallint
  from clustered.events where event = 'Video Watched' order by lead, happened;
create table expert.guides as
  select round(extract(epoch from happened) * 1000)::bigint as happened, lead::integer from clustered.events where event = 'Guide Downloaded' order by lead, happened;
create table expert.sign_ins as
  select round(extract(epoch from happened) * 1000)::bigint as happened, lead::integer from clustered.events where event = 'Signed In' order by lead, happened;
create table expert.unsubscribes as
  select round(extract(epoch from happened) * 1000)::bigint as happened, lead::integer from clustered.events where event = 'Unsubscribed' order by lead, happened;
create table expert.identities as
  select round(extract(epoch from happened) * 1000)::bigint as happened, lead::integer from clustered.events where event in ('identify', 'group') order by lead, happened;
vacuum analyze;
