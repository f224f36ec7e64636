import { useSyncExternalStore } from 'react'
import { SignInScreen } from '../session/sign-in-screen.tsx'
import { AppHeader } from './app-header.tsx'
import { SignedIn } from './signed-in.tsx'
import { TabBar } from './tab-bar.tsx'
import { useWallet } from './wallet-context.ts'

export function App() {
  const { session } = useWallet()
  const state = useSyncExternalStore(session.subscribe, session.snapshot)
  return (
    <>
      <AppHeader isSignedIn={state.session !== null} />
      <main className="app-main">
        {state.session ? <SignedIn key={state.session.member.id} name={state.session.member.name} /> : <SignInScreen ended={state.ended} />}
      </main>
      {state.session && <TabBar />}
    </>
  )
}
