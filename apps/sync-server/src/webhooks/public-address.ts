import { lookup, type LookupAddress } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/**
 * Addresses that lead into a machine, its network or nowhere (IANA special-purpose registries). A list per family: in a common one, the IPv6 form of
 * IPv4 addresses would match each of these.
 */
const PRIVATE = { 4: new BlockList(), 6: new BlockList() }
const V4: [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]
// Forms that carry an IPv4 address inside are refused whole.
const V6: [string, number][] = [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 32],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
]
for (const [net, prefix] of V4) PRIVATE[4].addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of V6) PRIVATE[6].addSubnet(net, prefix, 'ipv6')

export function isPrivateAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return PRIVATE[4].check(address, 'ipv4')
  return family !== 6 || PRIVATE[6].check(address, 'ipv6')
}

/** Thrown in place of a connection to where webhooks must not go. */
export class PrivateAddressError extends Error {
  constructor() {
    super('the address is private')
    this.name = 'PrivateAddressError'
  }
}

/** A look-up that names public addresses only. The connection is made to what it returns, so a name cannot point elsewhere between check and use. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const found: LookupAddress[] = error ? [] : addresses
    const first = found[0]
    if (error) callback(error, '', 0)
    else if (!first || found.some(({ address }) => isPrivateAddress(address))) callback(new PrivateAddressError(), '', 0)
    else if (options.all === true) callback(null, found)
    else callback(null, first.address, first.family)
  })
}

/** Whether a webhook may be given this address at all; where its name leads is judged at each connection. */
export function isRefusedUrl(url: URL, allowPrivate: boolean): boolean {
  if (url.username !== '' || url.password !== '') return true
  if (allowPrivate) return false
  // A literal IPv6 address stands in brackets.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return url.protocol !== 'https:' || (isIP(host) !== 0 && isPrivateAddress(host)) || /(^|\.)localhost\.?$/i.test(host)
}
