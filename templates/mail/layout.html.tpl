{{%AUTOESCAPE context="HTML"}}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{subject}}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; padding: 24px 12px; background: #f4f3ef; color: #1a1f22; font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif; overflow-wrap: anywhere; }
.mail { max-width: 36rem; margin: 0 auto; }
.brand { margin: 0 0 16px; font-size: 20px; font-weight: 700; }
.brand a { color: #0b5f63; text-decoration: none; }
.card { padding: 24px; background: #ffffff; border: 1px solid #dcd9d1; border-radius: 14px; }
h1 { margin: 0 0 8px; font-size: 25px; line-height: 1.2; letter-spacing: -.018em; }
h2 { margin: 28px 0 8px; font-size: 18px; line-height: 1.3; }
p { margin: 0 0 14px; }
.lead { color: #565f65; }
a { color: #0b5f63; }
.go { margin: 24px 0 4px; }
.go a { display: inline-block; padding: 11px 20px; border-radius: 10px; background: #0b5f63; color: #ffffff; font-weight: 600; text-decoration: none; }
.ticket { margin: 16px 0; border: 1px solid #dcd9d1; border-left: 6px solid #0b5f63; border-radius: 10px; padding: 14px 16px; }
.ticket p { margin: 0; }
.ticket .what { font-size: 18px; font-weight: 700; line-height: 1.3; }
.ticket .admits { margin: 4px 0 8px; }
.soft { color: #565f65; }
code { font-family: ui-monospace, "Liberation Mono", Menlo, Consolas, monospace; font-size: 14px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 8px 0; border-bottom: 1px solid #dcd9d1; text-align: left; vertical-align: top; font-weight: 400; }
th { color: #565f65; padding-right: 12px; width: 4.75rem; }
.lines th { color: inherit; width: auto; }
td.sum { text-align: right; white-space: nowrap; }
tr.total th, tr.total td { border-bottom: 0; font-weight: 700; }
.notice { padding: 8px 12px; background: #fbeacf; color: #8a4300; border-radius: 10px; font-weight: 600; }
.foot { margin: 16px 4px 0; color: #565f65; font-size: 14px; }
.foot p { margin: 0 0 4px; }
@media (prefers-color-scheme: dark) {
body { background: #101416; color: #eceae5; }
.brand a, a { color: #6fcfc4; }
.card { background: #1a2023; border-color: #323b40; }
.lead, .soft, th, .foot { color: #a9b2b7; }
.notice { background: #3a2a12; color: #f3bd77; }
.lines th { color: inherit; }
.go a { background: #6fcfc4; color: #06211f; }
.ticket { border-color: #323b40; border-left-color: #6fcfc4; }
th, td { border-color: #323b40; }
}
</style>
</head>
<body>
<div class="mail">
<p class="brand"><a href="{{base}}/">{{site_name}}</a></p>
{{#notices}}
<p class="notice">{{text}}</p>
{{/notices}}
<div class="card">
{{>content}}
</div>
<div class="foot">
<p>Sent to {{email}} by <a href="{{base}}/">{{site_name}}</a>.</p>
<p>We never ask for a password or a card number by mail.</p>
</div>
</div>
</body>
</html>
