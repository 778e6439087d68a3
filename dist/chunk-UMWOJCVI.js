var S=Object.create;var f=Object.defineProperty;var b=Object.getOwnPropertyDescriptor;var j=Object.getOwnPropertyNames;var T=Object.getPrototypeOf,F=Object.prototype.hasOwnProperty;var _=(t,e)=>{for(var i in e)f(t,i,{get:e[i],enumerable:!0})},v=(t,e,i,o)=>{if(e&&typeof e=="object"||typeof e=="function")for(let n of j(e))!F.call(t,n)&&n!==i&&f(t,n,{get:()=>e[n],enumerable:!(o=b(e,n))||o.enumerable});return t};var z=(t,e,i)=>(i=t!=null?S(T(t)):{},v(e||!t||!t.__esModule?f(i,"default",{value:t,enumerable:!0}):i,t)),W=t=>v(f({},"__esModule",{value:!0}),t);var P={};_(P,{init:()=>x});module.exports=W(P);var $=require("./main.js").load("./chunk-S4M7SWEP.js"),B=require("./main.js").load("./chunk-IX7SIUON.js"),k=require("./main.js").load("./chunk-S777KRBN.js"),l=require("./main.js").load("./chunk-YSLSQTTJ.js"),w=require("./main.js").load("./chunk-XZZ677MW.js"),h=require("./main.js").load("./chunk-ZKNZ5DBT.js"),g=require("./main.js").load("./chunk-IPOM3YLX.js"),D=require("./main.js").load("./chunk-3RNHDNP5.js"),m=require("node:fs"),c=require("node:path");async function x({options:t,args:e},i){let o=(0,c.resolve)(i.cwd,t.source??e[0]??"."),n=(0,w.c)(await(0,w.a)({cwd:o,env:i.env})),r=[await C(n),await L(n)].filter(a=>a!==void 0);if(r.length===0)return u(i,`nothing to do: the hook is there, and git ignores what it should
`);if(await u(i,r.map(a=>Y(a,n)).join(`
`)),!t.yes&&!await A(i))return u(i,`nothing was written; do it with: stanch init --yes
`);for(let a of r)q(a);return u(i,`done; prove it with: stanch doctor
`)}async function u(t,e){return await t.stdout.write(e),0}async function A(t){if(!t.stdin.isTTY||!t.stdout.isTTY)return!1;let{confirm:e}=await Promise.resolve().then(()=>z(require("./chunk-33K5B5Y3.js")));return await e({message:"Write this?"})===!0}function Y({file:t,text:e,why:i},{top:o}){let n=e.split(`
`).filter(r=>r!=="");return`${i}
  ${(0,c.relative)(o,t)}
${n.map(r=>`  + ${r}
`).join("")}`}function q({file:t,text:e,executable:i}){(0,m.mkdirSync)((0,c.dirname)(t),{recursive:!0});let o=l.c.read(t)?.toString();o===void 0?(0,m.writeFileSync)(t,e):(0,m.appendFileSync)(t,o.endsWith(`
`)||o===""?e:`
${e}`),i&&(0,m.chmodSync)(t,(0,m.statSync)(t).mode|73)}var d="npx --no-install stanch protect";async function C(t){let e=y=>(0,c.join)(t.top,y),i=y=>l.c.read(e(y))!==void 0;if(l.c.names(e(".husky")).length>0)return p(e(".husky/pre-commit"),()=>`${d}
`,!0,"husky runs the hook");if(i(".pre-commit-config.yaml"))return p(e(".pre-commit-config.yaml"),()=>E(e(".pre-commit-config.yaml")),!1,"pre-commit runs the hook");let o=["lefthook.yml",".lefthook.yml"].find(i);if(o)return p(e(o),()=>H(e(o)),!1,"lefthook runs the hook");let n=["rev-parse","--git-path","hooks/pre-commit"],r=await(0,h.b)(t.context,n);if(!(0,h.c)(r))throw(0,h.d)(n,r);let a=(0,c.resolve)(t.top,r.stdout.toString().trim()),s=l.c.read(a)===void 0?`#!/bin/sh
`:"";return p(a,()=>`${s}${d} || exit $?
`,!0,"git runs the hook")}function p(t,e,i,o){return/\bstanch\b/.test(l.c.read(t)?.toString()??"")?void 0:{file:t,text:e(),executable:i,why:o}}function E(t){let e=(0,m.readFileSync)(t,"utf8"),i=[...e.matchAll(/^([a-z_]+):/gm)].map(s=>s[1]),o=/^( *)- repo:/m.exec(e)?.[1]??"  ",n=["- repo: local","  hooks:","    - id: stanch","      name: stanch",`      entry: ${d}`],r=["      language: system","      pass_filenames: false","      always_run: true"],a=[...n,...r].map(s=>`${o}${s}
`).join("");if(i.at(-1)==="repos")return a;throw new g.a(".pre-commit-config.yaml does not end with its list of repos",`add to it by hand:
${a}`)}function H(t){let e=`pre-commit:
  commands:
    stanch:
      run: ${d}
`;if(!/^pre-commit:/m.test((0,m.readFileSync)(t,"utf8")))return e;throw new g.a("lefthook has pre-commit commands already",`add to them by hand:
${e}`)}async function L({top:t,context:e}){let i=l.c.names(t).filter(s=>/^\.env|^\.dev\.vars$/.test(s)&&(0,$.a)(s)),o=(await(0,h.b)(e,["ls-files","-z"])).stdout.toString().split("\0"),n=await(0,k.a)(e,i),r=i.filter(s=>!n.includes(s)&&!o.includes(s));if(r.length===0)return;let a=r.map(s=>`/${s}
`).join("");return{file:(0,c.join)(t,".gitignore"),text:a,executable:!1,why:"git ignores what holds live values"}}0&&(module.exports={init});
