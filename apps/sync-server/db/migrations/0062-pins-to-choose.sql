-- A PIN that must be chosen anew approves nothing: the answer of an attempt says so, which is another row type.
drop function if exists auth.begin_pin_attempt(uuid, uuid);

-- The hourly pruning finds spent tokens by it instead of reading them all.
create index refresh_tokens_by_expiry on auth.refresh_tokens (expires_at);
