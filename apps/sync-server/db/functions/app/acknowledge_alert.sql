-- Notes that an admin has seen an alert. Again changes nothing. Raises MP001 not_found.
create or replace function app.acknowledge_alert(alert_id uuid) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  update app.alerts a set acknowledged_at = clock_timestamp(), acknowledged_by = (select u.id from auth.users u where u.id = sec.actor_id())
  where a.id = acknowledge_alert.alert_id and a.acknowledged_at is null;
  if found then
    perform audit.log('alert.acknowledged', 'alert', acknowledge_alert.alert_id);
  elsif not exists (select from app.alerts a where a.id = acknowledge_alert.alert_id) then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
end $$;
grant execute on function app.acknowledge_alert(uuid) to mps_admin;
