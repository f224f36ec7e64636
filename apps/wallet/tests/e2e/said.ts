/** A text of the catalogue as a screen shows it, its placeholders filled. */
export function said(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => values[name] ?? '')
}
