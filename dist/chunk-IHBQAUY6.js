var x=Object.create;var u=Object.defineProperty;var S=Object.getOwnPropertyDescriptor;var j=Object.getOwnPropertyNames;var T=Object.getPrototypeOf,z=Object.prototype.hasOwnProperty;var F=(t,e)=>{for(var i in e)u(t,i,{get:e[i],enumerable:!0})},$=(t,e,i,o)=>{if(e&&typeof e=="object"||typeof e=="function")for(let n of j(e))!z.call(t,n)&&n!==i&&u(t,n,{get:()=>e[n],enumerable:!(o=S(e,n))||o.enumerable});return t};var _=(t,e,i)=>(i=t!=null?x(T(t)):{},$(e||!t||!t.__esModule?u(i,"default",{value:t,enumerable:!0}):i,t)),W=t=>$(u({},"__esModule",{value:!0}),t);var P={};F(P,{init:()=>b});module.exports=W(P);var v=require("./main.js").load("./chunk-S777KRBN.js"),k=require("./main.js").load("./chunk-OPOSLH6F.js"),m=require("./main.js").load("./chunk-YSLSQTTJ.js"),y=require("./main.js").load("./chunk-XZZ677MW.js"),h=require("./main.js").load("./chunk-ZKNZ5DBT.js"),d=require("./main.js").load("./chunk-IPOM3YLX.js"),q=require("./main.js").load("./chunk-3RNHDNP5.js"),l=require("node:fs"),c=require("node:path");async function b({options:t,args:e},i){let o=(0,c.resolve)(i.cwd,t.source??e[0]??"."),n=(0,y.c)(await(0,y.a)({cwd:o,env:i.env})),r=[await B(n),await M(n)].filter(a=>a!==void 0);if(r.length===0)return p(i,`nothing to do: the hook is there, and git ignores what it should
`);if(await p(i,r.map(a=>L(a,n)).join(`
`)),!t.yes&&!await A(i))return p(i,`nothing was written
`);for(let a of r)Y(a);return p(i,`done; prove it with: stanch doctor
`)}async function p(t,e){return await t.stdout.write(e),0}async function A(t){if(!t.stdin.isTTY||!t.stdout.isTTY)throw new d.a("nothing was written: there is no terminal to ask in","do it with: stanch init --yes");let{confirm:e}=await Promise.resolve().then(()=>_(require("./chunk-33K5B5Y3.js")));return await e({message:"Write this?"})===!0}function L({file:t,text:e,why:i},{top:o}){let n=e.split(`
`).filter(r=>r!=="");return`${i}
  ${(0,c.relative)(o,t)}
${n.map(r=>`  + ${r}
`).join("")}`}function Y({file:t,text:e,executable:i}){(0,l.mkdirSync)((0,c.dirname)(t),{recursive:!0});let o=m.c.read(t)?.toString();o===void 0?(0,l.writeFileSync)(t,e):(0,l.appendFileSync)(t,o.endsWith(`
`)||o===""?e:`
${e}`),i&&(0,l.chmodSync)(t,(0,l.statSync)(t).mode|73)}var f="npx --no-install stanch protect";async function B(t){let e=g=>(0,c.join)(t.top,g),i=g=>m.c.read(e(g))!==void 0;if(m.c.names(e(".husky")).length>0)return w(e(".husky/pre-commit"),()=>`${f}
`,!0,"husky runs the hook");if(i(".pre-commit-config.yaml"))return w(e(".pre-commit-config.yaml"),()=>E(e(".pre-commit-config.yaml")),!1,"pre-commit runs the hook");let o=["lefthook.yml",".lefthook.yml"].find(i);if(o)return w(e(o),()=>H(e(o)),!1,"lefthook runs the hook");let n=["rev-parse","--git-path","hooks/pre-commit"],r=await(0,h.b)(t.context,n);if(!(0,h.c)(r))throw(0,h.d)(n,r);let a=(0,c.resolve)(t.top,r.stdout.toString().trim()),s=C(a);return w(a,()=>`${s}${f} || exit $?
`,!0,"git runs the hook")}function C(t){let e=m.c.read(t)?.toString();if(e===void 0)return`#!/bin/sh
`;let i=/^#!.*\b(ba|da|k|z)?sh\b/.test(e),o=e.split(`
`).findLast(r=>/^[^\s#]/.test(r))??"";if(/\bstanch\b/.test(e)||i&&!/^(exec|exit)\b/.test(o))return"";let n=i?`it ends with: ${o.slice(0,60)}`:"it is no shell script";throw new d.a(`nothing can be appended to ${t}: ${n}`,`have it run, and heed the exit code: ${f}`)}function w(t,e,i,o){return/\bstanch\b/.test(m.c.read(t)?.toString()??"")?void 0:{file:t,text:e(),executable:i,why:o}}function E(t){let e=(0,l.readFileSync)(t,"utf8"),i=[...e.matchAll(/^([a-z_]+):/gm)].map(s=>s[1]),o=/^( *)- repo:/m.exec(e)?.[1]??"  ",n=["- repo: local","  hooks:","    - id: stanch","      name: stanch",`      entry: ${f}`],r=["      language: system","      pass_filenames: false","      always_run: true"],a=[...n,...r].map(s=>`${o}${s}
`).join("");if(i.at(-1)==="repos")return a;throw new d.a(".pre-commit-config.yaml does not end with its list of repos",`add to it by hand:
${a}`)}function H(t){let e=`pre-commit:
  commands:
    stanch:
      run: ${f}
`;if(!/^pre-commit:/m.test((0,l.readFileSync)(t,"utf8")))return e;throw new d.a("lefthook has pre-commit commands already",`add to them by hand:
${e}`)}async function M({top:t,context:e}){let i=m.c.names(t).filter(s=>/^\.env|^\.dev\.vars$/.test(s)&&(0,k.a)(s)),o=(await(0,h.b)(e,["ls-files","-z"])).stdout.toString().split("\0"),n=await(0,v.a)(e,i),r=i.filter(s=>!n.includes(s)&&!o.includes(s));if(r.length===0)return;let a=r.map(s=>`/${s}
`).join("");return{file:(0,c.join)(t,".gitignore"),text:a,executable:!1,why:"git ignores what holds live values"}}0&&(module.exports={init});
