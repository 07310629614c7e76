<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title><?= h($title) ?> · Boxoffice</title>
<meta name="description" content="<?= h($title) ?>: tickets at Boxoffice, straight from the people who put the event on.">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/static/favicon.svg?v=<?= rawurlencode($asset) ?>" type="image/svg+xml">
<link rel="stylesheet" href="/static/bootstrap.min.css?v=<?= rawurlencode($asset) ?>">
<link rel="stylesheet" href="/static/style.css?v=<?= rawurlencode($asset) ?>">
<script type="module" src="/static/form.js?v=<?= rawurlencode($asset) ?>"></script>
</head>
<body>
<a class="skip-link" href="#main">Skip to content</a>
<header class="site-header">
<div class="container site-bar">
<a class="brand" href="/">
<svg class="brand-mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true"><path fill="currentColor" d="M3 9.5A2.5 2.5 0 0 1 5.5 7H18a2.5 2.5 0 0 0 5 0h3.5A2.5 2.5 0 0 1 29 9.5v13a2.5 2.5 0 0 1-2.5 2.5H23a2.5 2.5 0 0 0-5 0H5.5A2.5 2.5 0 0 1 3 22.5z"/><path class="brand-perforation" fill="none" stroke-width="1.8" stroke-linecap="round" stroke-dasharray=".1 3.4" d="M20.5 12v9"/></svg>
<span class="brand-name">Boxoffice</span>
</a>
<form class="site-search" role="search" action="/" method="get">
<label class="visually-hidden" for="site-q">Search tickets</label>
<input class="form-control" id="site-q" type="search" name="q" value="" placeholder="Search tickets" maxlength="200" autocomplete="off">
<button class="btn btn-quiet" type="submit">Search</button>
</form>
<nav class="site-nav" aria-label="Main">
<ul>
<li><a href="/products/new"><span class="wide-only">Sell tickets</span><span class="narrow-only">Sell</span></a></li>
<li><a href="/auth/signin?next=<?= rawurlencode($path) ?>">Sign in</a></li>
<li><a class="btn btn-quiet" href="/auth/signup?next=<?= rawurlencode($path) ?>">Sign up</a></li>
</ul>
</nav>
</div>
</header>
<aside class="site-notice" aria-label="This is a test shop: cards are not charged, and its tickets are not real."><p class="container">This is a test shop: cards are not charged, and its tickets are not real.</p></aside>
<main id="main" class="container" tabindex="-1">
<?php require __DIR__ . "/$view.php" ?>
</main>
<footer class="site-footer">
<div class="container">
<p>© <?= h(date('Y')) ?> Boxoffice. All prices in USD.</p>
</div>
</footer>
</body>
</html>
