import { createConfig, lintFromString } from '@redocly/openapi-core'
import { API } from '@mps/shared/api'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../../src/docs/openapi-document.ts'

type Operation = { operationId: string; responses: Record<string, unknown>; security: object[] }

describe('the OpenAPI document', () => {
  const document = openApiDocument()
  const operations = Object.values(document['paths'] as Record<string, Record<string, Operation>>).flatMap((path) => Object.values(path))

  it('lints clean by Redocly’s recommended rules', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const problems = await lintFromString({ source: JSON.stringify(document), config })
    expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`)).toEqual([])
  })

  it('is found faulty by the same rules where it is', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const broken = JSON.stringify(document).replace('"operationId":"signInMember"', '"operationId":"readMyCards"')
    const problems = await lintFromString({ source: broken, config })
    expect(problems.map(({ ruleId }) => ruleId)).toContain('operation-operationId-unique')
  })

  it('has every endpoint once, with its problems', () => {
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(API).toSorted())
    expect(operations.filter(({ responses }) => !('500' in responses && '429' in responses))).toEqual([])
  })
})
