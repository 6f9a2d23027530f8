// The page at /docs: a viewer of /openapi.json of our own in one file, because the known viewers are megabytes that a small
// function would carry around. No network, no library.
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>APEX Ordering API</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}
summary{cursor:pointer;padding:.4rem 0;border-top:1px solid #ddd}
code,pre{font:13px/1.45 ui-monospace,monospace}pre{background:#f5f5f3;padding:.8rem;overflow:auto;max-height:28rem}
.method{display:inline-block;width:4rem;font-weight:700}.tag{float:right;font-size:.8rem;padding:.1rem .5rem;border-radius:1rem;background:#e4efe4}
.assumed{background:#fbeecb}
@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}pre{background:#222}summary{border-color:#333}.tag{color:#111}}
</style>
<h1>APEX Ordering API</h1><p id="about"></p><p><a href="openapi.json">openapi.json</a></p><main id="calls"></main>
<script>
const add=(to,tag,text,cls)=>{const e=document.createElement(tag);e.textContent=text;if(cls)e.className=cls;to.append(e);return e};
fetch("openapi.json").then(r=>r.json()).then(api=>{
about.textContent=api.info.description;
for(const [path,methods] of Object.entries(api.paths))for(const [method,op] of Object.entries(methods)){
const box=add(calls,"details","");const head=add(box,"summary","");
add(head,"span",op["x-source"],"tag "+(op["x-source"]==="stated"?"":"assumed"));
add(head,"span",method.toUpperCase(),"method");add(head,"code",path);add(head,"span"," "+op.summary);
add(box,"p",op.description);
const show=(title,schema)=>{add(box,"h3",title);add(box,"pre",JSON.stringify(schema,null,2))};
show("Parameters",op.parameters.map(p=>p.in+" "+p.name+(p.required?"":" (optional)")));
if(op.requestBody)show("Request",op.requestBody.content["application/json"].schema);
for(const [status,r] of Object.entries(op.responses)){add(box,"h3",status+" "+r.description);
if(status==="200")add(box,"pre",JSON.stringify(r.content["application/json"].schema,null,2))}
}});
</script>
</html>
`;
