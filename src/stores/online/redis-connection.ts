import { MillraceError } from '../../errors.js'

/** Where a Redis is and how to get in. */
export interface RedisConnection {
  readonly nodes: readonly { readonly host: string; readonly port: number }[]
  readonly tls: boolean
  readonly username?: string
  readonly password?: string
  readonly database: number
}

const DEFAULT_PORT = 6379
const options = ['ssl', 'username', 'password', 'db']

/**
 * Reads a connection string: Feast's `host:port[,host:port...][,ssl=true][,username=..][,password=..][,db=0]`, or a URL
 * `redis[s]://[[user]:password@]host[:port][/db]`.
 *
 * @throws MILLRACE_INVALID_ARGUMENT, which never shows the password.
 * @example
 * parseRedisConnection('localhost:6379,ssl=true').tls // true
 */
export function parseRedisConnection(text: string): RedisConnection {
  return /^rediss?:\/\//.test(text) ? parseUrl(text) : parseList(text)
}

/** The nodes as text, without secrets. */
export function describeNodes({ nodes }: RedisConnection): string {
  return nodes.map(({ host, port }) => `${host}:${port}`).join(',')
}

function parseUrl(text: string): RedisConnection {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url?.hostname) throw invalid('write redis://host:port/db', text.replace(/\/\/.*@/, '//***@'))
  return {
    // A URL keeps the brackets of an IPv6 address, which are no part of it.
    nodes: [{ host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? DEFAULT_PORT : Number(url.port) }],
    tls: url.protocol === 'rediss:',
    ...secret('username', decodeURIComponent(url.username)),
    ...secret('password', decodeURIComponent(url.password)),
    database: parseDatabase(url.pathname.slice(1)),
  }
}

function parseList(text: string): RedisConnection {
  const parts = text.split(',').map((part) => part.trim())
  const settings = new Map(parts.filter((part) => part.includes('=')).map(parseSetting))
  const ssl = (settings.get('ssl') ?? 'false').toLowerCase()
  if (ssl !== 'true' && ssl !== 'false') throw invalid('ssl is true or false', ssl)
  return {
    nodes: parts.filter((part) => !part.includes('=')).map(parseNode),
    tls: ssl === 'true',
    ...secret('username', settings.get('username')),
    ...secret('password', settings.get('password')),
    database: parseDatabase(settings.get('db') ?? ''),
  }
}

function parseSetting(part: string): [string, string] {
  const at = part.indexOf('=')
  const name = part.slice(0, at)
  if (!options.includes(name)) throw invalid(`the options are ${options.join(', ')}`, name)
  return [name, part.slice(at + 1)]
}

function parseNode(part: string): { host: string; port: number } {
  const [, host, digits = String(DEFAULT_PORT)] = /^(\[[^\]]+\]|[^:\s]+)(?::(\d+))?$/.exec(part) ?? []
  const port = Number(digits)
  if (host === undefined || port < 1 || port > 65535) throw invalid('write a node as host:port', part)
  return { host: host.replace(/^\[|\]$/g, ''), port }
}

function parseDatabase(text: string): number {
  if (!/^\d*$/.test(text)) throw invalid('a database is a number', text)
  return Number(text)
}

function secret<K extends string>(name: K, value: string | undefined): { [P in K]?: string } {
  return value === undefined || value === '' ? {} : ({ [name]: value } as { [P in K]?: string })
}

function invalid(remedy: string, value: string): MillraceError {
  return new MillraceError(
    'MILLRACE_INVALID_ARGUMENT',
    `The Redis connection string is wrong; ${remedy}: ${JSON.stringify(value)}`,
    {
      value,
    },
  )
}
