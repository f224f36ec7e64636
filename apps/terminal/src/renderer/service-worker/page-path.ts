/** The page's file, which every address below the scope shows. */
export const pathOfPage = 'index.html'
