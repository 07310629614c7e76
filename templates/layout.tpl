{{%AUTOESCAPE context="HTML"}}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}} · {{site_name}}</title>
<meta name="description" content="{{title}}: tickets at {{site_name}}, straight from the people who put the event on.">
{{#noindex}}
<meta name="robots" content="noindex">
{{/noindex}}
<meta name="color-scheme" content="light dark">
<link rel="icon" href="{{base}}/static/favicon.svg?v={{asset:u}}" type="image/svg+xml">
<link rel="stylesheet" href="{{base}}/static/bootstrap.min.css?v={{asset:u}}">
<link rel="stylesheet" href="{{base}}/static/style.css?v={{asset:u}}">
<script type="module" src="{{base}}/static/form.js?v={{asset:u}}"></script>
</head>
<body>
<a class="skip-link" href="#main">Skip to content</a>
<header class="site-header">
<div class="container site-bar">
<a class="brand" href="{{base}}/">
<svg class="brand-mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><path fill="currentColor" d="M3 9.5A2.5 2.5 0 0 1 5.5 7H18a2.5 2.5 0 0 0 5 0h3.5A2.5 2.5 0 0 1 29 9.5v13a2.5 2.5 0 0 1-2.5 2.5H23a2.5 2.5 0 0 0-5 0H5.5A2.5 2.5 0 0 1 3 22.5z"/><path class="brand-perforation" fill="none" stroke-width="1.8" stroke-linecap="round" stroke-dasharray=".1 3.4" d="M20.5 12v9"/></svg>
<span class="brand-name">{{site_name}}</span>
</a>
<form class="site-search" role="search" action="{{base}}/" method="get">
<label class="visually-hidden" for="site-q">Search tickets</label>
<input class="form-control" id="site-q" type="search" name="q" value="{{q}}" placeholder="Search tickets" maxlength="200" autocomplete="off">
<button class="btn btn-quiet" type="submit">Search</button>
</form>
<nav class="site-nav" aria-label="Main">
<ul>
<li><a href="{{base}}/products/new"><span class="wide-only">Sell tickets</span><span class="narrow-only">Sell</span></a></li>
{{#signed_in}}
<li><a href="{{base}}/orders"><span class="wide-only">My orders</span><span class="narrow-only">Orders</span></a></li>
<li class="who"><span class="visually-hidden">Signed in as</span> <span class="who-email">{{email}}</span></li>
<li>
<form action="{{base}}/auth/signout" method="post">
<input type="hidden" name="csrf" value="{{csrf}}">
<button class="btn btn-quiet" type="submit">Sign out</button>
</form>
</li>
{{/signed_in}}
{{#signed_out}}
<li><a href="{{base}}/auth/signin?next={{next:u}}">Sign in</a></li>
<li><a class="btn btn-quiet" href="{{base}}/auth/signup?next={{next:u}}">Sign up</a></li>
{{/signed_out}}
</ul>
</nav>
</div>
</header>
<main id="main" class="container" tabindex="-1">
{{>content}}
</main>
<footer class="site-footer">
<div class="container">
<p>© {{year}} {{site_name}}. All prices in {{currency}}.</p>
{{#signed_in}}
<p class="who-footer">Signed in as {{email}}</p>
<p><a href="{{base}}/webhooks">Webhooks</a></p>
{{/signed_in}}
</div>
</footer>
</body>
</html>
