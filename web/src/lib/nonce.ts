/** The nonce under which the server lets this page write style elements (src/Kelvin.Server/Web/WebApp.cs). */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
