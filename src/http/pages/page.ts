// Small HTML pages of our own.

export function htmlPage(title: string, content: string): string {
  const heading = escapeHtml(title);
  return `<!doctype html>\n<html lang="en">\n<title>${heading}</title>\n<h1>${heading}</h1>\n<p>${content}</p>\n`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
