declare module 'virtual:world' {
  const text: string;
  export default text;
}
declare module '*.css';
