-- What json-rules-engine is told of a sample of leads: their traits, and what the plan's rules find in their events.
create or replace temp table facts as
with
seen as (
  select lead, count(*) filter (where kind = 1 and happened > getvariable('instant_ms') - 90::bigint * 86400000) as pricing, count(*) filter (where kind = 1 and happened > getvariable('instant_ms') - 7::bigint * 86400000) as pricing_this_week,
    count(*) filter (where kind = 4 and happened > getvariable('instant_ms') - 90::bigint * 86400000) as careers, sum(half * half) as pages, sum(half) filter (where kind = 2) as products, max(happened) as last_page
  from (select happened, lead, kind,
          exp((happened - getvariable('instant_ms')) * (ln(2) / (60::bigint * 86400000.0))) as half
        from expert.pages join (select number, case when path like '/pricing%' then 1 when path like '/product%' then 2 when path like '/careers%' then 4 else 0 end as kind from expert.paths) k on k.number = pages.path where happened <= getvariable('instant_ms')) p
  group by lead
),
customers as (
  select lead, sum(least(2, n)) as customers
  from (select lead, ((happened + case when happened < 1761440400000 then 7200000 else 3600000 end) // 86400000 + 3) // 7 as week, count(*) as n from expert.pages where path in (select number from expert.paths where path like '/customers%') and happened > getvariable('instant_ms') - 60::bigint * 86400000 and happened <= getvariable('instant_ms') group by lead, week) w
  group by lead
),
opened as (
  select lead, bit_count(bit_or(1::hugeint << ((getvariable('instant_ms') + 3600000) // 86400000 - (happened + case when happened < 1761440400000 then 7200000 else 3600000 end) // 86400000)::integer)) as opened
  from expert.opens where happened > getvariable('instant_ms') - 90::bigint * 86400000 and happened <= getvariable('instant_ms') and not machine group by lead
),
clicked as (
  select lead, sum(least(3, n)) as clicked
  from (select lead, ((happened + case when happened < 1761440400000 then 7200000 else 3600000 end) // 86400000 + 3) // 7 as week, count(*) as n from expert.clicks where happened > getvariable('instant_ms') - 90::bigint * 86400000 and happened <= getvariable('instant_ms') and not machine group by lead, week) w
  group by lead
),
asked as (
  select lead, sum(least(2, n)) as asked
  from (select lead, date_trunc('month', make_timestamp((happened + case when happened < 1761440400000 then 7200000 else 3600000 end) * 1000)) as month, count(*) as n from expert.forms
        where form in ('demo', 'quote', 'trial') and happened > getvariable('instant_ms') - 180::bigint * 86400000 and happened <= getvariable('instant_ms') group by lead, month) m
  group by lead
),
formed as (
  select lead, count(*) filter (where form not in ('demo', 'quote', 'trial')) as other_forms, max(happened) as last_form
  from expert.forms where happened > getvariable('instant_ms') - 180::bigint * 86400000 and happened <= getvariable('instant_ms') group by lead
),
attended as (
  select lead, count(distinct webinar) as webinars, max(happened) as last_webinar
  from expert.webinars where happened > getvariable('instant_ms') - 180::bigint * 86400000 and happened <= getvariable('instant_ms') group by lead
),
watched as (
  select lead, sum(points) as videos, max(last) as last_video
  from (select lead, asset, max(case when percent >= 75 then 10 when percent >= 25 then 3 else 0 end) as points, max(happened) as last from expert.videos
        where happened <= getvariable('instant_ms') group by lead, asset) v
  group by lead
),
read as (
  select lead, sum(1 - (getvariable('instant_ms') - happened)::double / (90::bigint * 86400000)) as guides
  from expert.guides where happened > getvariable('instant_ms') - 90::bigint * 86400000 and happened <= getvariable('instant_ms') group by lead
),
signed as (
  select lead, count(*) as signed_in, bit_count(bit_or(case when happened > getvariable('instant_ms') - 30::bigint * 86400000 then 1::bigint << ((getvariable('instant_ms') + 3600000) // 86400000 - (happened + case when happened < 1761440400000 then 7200000 else 3600000 end) // 86400000)::integer else 0 end)) as signed_in_days
  from expert.sign_ins where happened > getvariable('instant_ms') - 90::bigint * 86400000 and happened <= getvariable('instant_ms') group by lead
),
gone as (
  select lead, count(*) as unsubscribed, max(happened) as last_unsubscribe from expert.unsubscribes where happened <= getvariable('instant_ms') group by lead
)
select lead, position, industry, country, region, city, company_size, annual_revenue, age, consent, source, split_part(email, '@', 2) as domain, employees,
  coalesce(pricing, 0) as pricing, coalesce(pages, 0) as pages, coalesce(products, 0) as products, coalesce(customers, 0)::integer as customers, coalesce(careers, 0) as careers,
  coalesce(pricing_this_week, 0) as pricing_this_week, coalesce(opened, 0) as opened, coalesce(clicked, 0)::integer as clicked, coalesce(asked, 0)::integer as asked,
  coalesce(other_forms, 0) as other_forms, coalesce(webinars, 0) as webinars, coalesce(videos, 0)::integer as videos, coalesce(guides, 0) as guides,
  coalesce(signed_in_days, 0) as signed_in_days, coalesce(signed_in, 0) as signed_in, coalesce(unsubscribed, 0) as unsubscribed,
  first_seen <= getvariable('instant_ms') - 30::bigint * 86400000 and (last_page is null or last_page <= getvariable('instant_ms') - 30::bigint * 86400000) as silent_month,
  first_seen <= getvariable('instant_ms') - 90::bigint * 86400000 and coalesce(last_page, 0) <= getvariable('instant_ms') - 90::bigint * 86400000 and opened is null and clicked is null and coalesce(last_form, 0) <= getvariable('instant_ms') - 90::bigint * 86400000
        and coalesce(last_webinar, 0) <= getvariable('instant_ms') - 90::bigint * 86400000 and coalesce(last_video, 0) <= getvariable('instant_ms') - 90::bigint * 86400000 and guides is null and signed_in is null and coalesce(last_unsubscribe, 0) <= getvariable('instant_ms') - 90::bigint * 86400000 as silent_quarter
from expert.leads
left join accounts using (account)
left join seen using (lead)
left join customers using (lead)
left join opened using (lead)
left join clicked using (lead)
left join asked using (lead)
left join formed using (lead)
left join attended using (lead)
left join watched using (lead)
left join read using (lead)
left join signed using (lead)
left join gone using (lead)
where lead < getvariable('sample');
