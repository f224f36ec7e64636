import { declare, streamed } from './endpoint.ts'

export const eventApi = declare('Terminal', {
  followTerminalEvents: {
    method: 'GET',
    path: '/v1/terminal/events',
    actor: 'terminal',
    summary: 'Follow what happens to this terminal, as server-sent events',
    description:
      '`hello` first, then `config`, `outcome`, `revoked` and `bye` (TerminalEvent in JSON); a comment every 15 seconds shows that the connection lives. One connection per terminal: a newer one ends the older.',
    answers: { 200: streamed('text/event-stream') },
    problems: ['not_found'],
  },
})
