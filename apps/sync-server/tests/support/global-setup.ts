import { startTestCluster } from './test-cluster.ts'

/** For Vitest and Playwright alike: both await the function and call what it returns at the end. */
export default startTestCluster
