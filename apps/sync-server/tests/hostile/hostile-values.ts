import fc from 'fast-check'

const NUMBERS = [-1, -0, 0.1, 1e-7, 1e21, 2 ** 31, 2 ** 53, -(2 ** 63), 1.7976931348623157e308, 99999999999999]
const NUMBER_TEXTS = ['1e2', '0x10', '１２', ' 1', '1 ', '+1', '1_000', 'NaN', '-Infinity', '1n', '9'.repeat(400), '٣', '1,5', '']
const SQL = [
  `' or 1=1 --`,
  `'; drop table app.transactions; --`,
  `\\'; select pg_sleep(9); --`,
  `$1`,
  `%' union select pin_hash from auth.users --`,
  `{"a":1}`,
]
const TEXTS = [
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202Egnp',
  'ﷺ'.repeat(500),
  '🤷🏽‍♀️'.repeat(400),
  'A'.repeat(20_000),
  '\u001b[2J',
  'ſ',
  'İ',
  '\r\nX: y',
]
// No dot segments: a URL is normalised before it is sent, and then names something else.
const PATHS = ['..%2f..%2fetc%2fpasswd', '%00', '%ff', '__proto__', 'constructor', '{}', '*', '[object Object]', '%']
const WEB = ['<script>alert(1)</script>', '${7*7}', '{{7*7}}', 'javascript:alert(1)', 'file:///etc/passwd', '() { :; }; id']
const OTHERS: unknown[] = [null, true, [], {}, [[]], [null], { $ne: null }, { toString: 1 }, { length: -1 }, [1, 'x'], nested(30)]

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: nested(depth - 1) }
}

/** Texts that somewhere meant something: to SQL, to a shell, to a template, to a terminal, to Unicode. */
export const hostileText = fc.oneof(
  fc.constantFrom(...SQL, ...TEXTS, ...PATHS, ...WEB, ...NUMBER_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
)

/** Any value that a field may be given instead of its own. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(...NUMBERS),
  fc.constantFrom(...OTHERS),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
)

/** Keys that reach a prototype, or that some library gives a meaning. */
export const hostileKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'isAdmin',
  '$where',
  'role',
  'merchantId',
  '',
  ' ',
  '\u0000',
  '0',
)

/** Texts that are no JSON, or JSON to choke on. */
export const hostileJson: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: 33, max: 40_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.integer({ min: 33, max: 5_000 }).map((depth) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)),
  fc.constantFrom('{', '[', '"', 'nul', 'NaN', '{"a":1,}', "{'a':1}", '\ufeff{}', '{"a":1}{"a":2}', '1e99999', '-', '"\\ud800"', '[1,', ''),
  fc.constantFrom('{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}', '{"__proto__":[]}'),
  fc.string({ unit: 'binary', maxLength: 60 }),
)
