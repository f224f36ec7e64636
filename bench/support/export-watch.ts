/** Reads a streamed answer to its end and throws it away, watching the server's memory meanwhile. */
export async function exportWatched(serverUrl: URL, path: string, token: string) {
  const rssBeforeMb = await residentMb(serverUrl)
  let rssMaxMb = rssBeforeMb
  const watch = setInterval(() => void residentMb(serverUrl).then((mb) => (rssMaxMb = Math.max(rssMaxMb, mb))), 100)
  const startedAt = performance.now()
  try {
    const answer = await fetch(new URL(path, serverUrl), { headers: { authorization: `Bearer ${token}` } })
    if (answer.status !== 200 || !answer.body) throw new Error(`the export was refused: ${answer.status} ${await answer.text()}`)
    let bytes = 0
    let lines = 0
    for await (const chunk of answer.body) {
      bytes += chunk.length
      for (const byte of chunk) if (byte === 10) lines += 1
    }
    return { bytes, lines, seconds: (performance.now() - startedAt) / 1000, rssBeforeMb, rssMaxMb }
  } finally {
    clearInterval(watch)
  }
}

async function residentMb(serverUrl: URL): Promise<number> {
  const metrics = await (await fetch(new URL('/metrics', serverUrl))).text()
  return Math.round(Number(/^process_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1] ?? 0) / 2 ** 20)
}
