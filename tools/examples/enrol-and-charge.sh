#!/usr/bin/env bash
# Enrols a member, issues a card and charges it, over the API alone: the README's example, to be run against `npm start`.
# Needs curl and jq. MPS_URL names another server.
set -euo pipefail
URL=${MPS_URL:-http://127.0.0.1:8080}
HERE=$(dirname "$0")
DEVICE=$(mktemp)
trap 'rm -f "$DEVICE"' EXIT
# Each write has a key of its own, so that it could be sent again without being done twice.
post() { curl -sS --fail-with-body -H 'content-type: application/json' -H "idempotency-key: $(date +%s%N)-$RANDOM" "$@"; }

# 1. A platform admin signs in.
ADMIN=$(post "$URL/v1/sessions" -d '{"login":"demo-admin","password":"admin-demo-1"}' | jq -r .access_token)
auth=(-H "authorization: Bearer $ADMIN")

# 2. A member, a password to sign in with, and a voucher of 500.00.
MEMBER=$(post "${auth[@]}" "$URL/v1/admin/members" -d "{\"name\":\"Curl Example\",\"email\":\"curl-$(date +%s)@example.com\"}")
echo "member   $MEMBER"
MEMBER_ID=$(jq -r .id <<<"$MEMBER")
post "${auth[@]}" -X PUT "$URL/v1/admin/members/$MEMBER_ID/password" -d '{"password":"correct horse battery"}'
CARD=$(post "${auth[@]}" "$URL/v1/admin/cards" -d "{\"ownerId\":\"$MEMBER_ID\",\"cardType\":\"voucher\",\"balance\":50000}")
echo "card     $CARD"

# 3. A terminal of the demo shop, paired with a key of its own.
MERCHANT_ID=$(curl -sS --fail-with-body "${auth[@]}" "$URL/v1/admin/merchants?code=demo" | jq -r '.merchants[0].id')
CASHIER_ID=$(curl -sS --fail-with-body "${auth[@]}" "$URL/v1/admin/merchants/$MERCHANT_ID/users" | jq -r '.users[] | select(.login == "demo-mei").userId')
TERMINAL_ID=$(post "${auth[@]}" "$URL/v1/admin/terminals" -d "{\"merchantId\":\"$MERCHANT_ID\",\"label\":\"curl\"}" | jq -r .id)
PAIRING_CODE=$(post "${auth[@]}" "$URL/v1/admin/terminals/$TERMINAL_ID/pairing-code" -d '{}' | jq -r .pairingCode)
PUBLIC_KEY=$(node "$HERE/sign-charge.mjs" key "$DEVICE")
PAIRED=$(post "$URL/v1/terminal/pair" -d "{\"pairingCode\":\"$PAIRING_CODE\",\"publicKey\":\"$PUBLIC_KEY\",\"app\":\"curl 1.0.0\"}")
jq -c --argjson paired "$PAIRED" '. + {terminalId: $paired.terminalId, epoch: $paired.epoch}' "$DEVICE" >"$DEVICE.new"
mv "$DEVICE.new" "$DEVICE"
TOKEN=$(node "$HERE/sign-charge.mjs" assertion "$DEVICE" | post "$URL/v1/terminal/token" -d @- | jq -r .access_token)

# 4. The member signs in and shows a code.
WALLET=$(post "$URL/v1/me/session" -d "{\"login\":\"$(jq -r .memberNo <<<"$MEMBER")\",\"password\":\"correct horse battery\"}" | jq -r .access_token)
CODE=$(post -H "authorization: Bearer $WALLET" "$URL/v1/me/cards/$(jq -r .id <<<"$CARD")/codes" -d '{"count":1}')

# 5. The terminal charges 120.00 on it: a signed entry of its log.
CHARGE=$(node "$HERE/sign-charge.mjs" charge "$DEVICE" "$CASHIER_ID" "$(jq -r '.codes[0].code' <<<"$CODE")" 12000 "$(jq -r '.codes[0].discount' <<<"$CODE")")
echo "outcome  $(post -H "authorization: Bearer $TOKEN" -H 'prefer: wait=4' "$URL/v1/terminal/entries" -d "$CHARGE" | jq -c '.results[0]')"

# 6. What the member sees.
echo "wallet   $(curl -sS --fail-with-body -H "authorization: Bearer $WALLET" "$URL/v1/me/cards" | jq -c '.cards[0] | {cardType, status, balance}')"
