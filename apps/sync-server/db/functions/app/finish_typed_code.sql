-- Ends an attempt that app.begin_typed_code counted, with the server's verdict. One that named a code is forgotten: it uses up nobody's attempts.
create or replace function app.finish_typed_code(terminal_id uuid, card_no text, matched boolean) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  if finish_typed_code.matched then
    delete from auth.typing_attempts a
    where a.scope = 'card' and a.subject = sha256(convert_to(finish_typed_code.card_no, 'UTF8'));
    update auth.typing_attempts a set attempts = greatest(a.attempts - 1, 0)
    where a.scope = 'terminal' and a.subject = sha256(uuid_send(finish_typed_code.terminal_id));
  end if;
  perform audit.log(case when finish_typed_code.matched then 'code.typed' else 'code.typing_refused' end, 'terminal', finish_typed_code.terminal_id);
end $$;
grant execute on function app.finish_typed_code(uuid, text, boolean) to mps_server;
