import { startTestCluster } from '../apps/sync-server/tests/support/test-cluster.ts'
import { buildPages } from './build-pages.ts'

/** Before the first browser test: the pages from their present sources, and a database server. Playwright calls what it returns at the end. */
export default async function browserSetup(): Promise<() => Promise<void>> {
  await buildPages(console.log)
  return startTestCluster()
}
