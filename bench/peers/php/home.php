<header class="page-head">
<h1>Tickets on sale</h1>
<p class="lead">Straight from the people who put the event on. Choose, and we hold your tickets while you pay.</p>
</header>
<ul class="cards">
<?php foreach (array_slice($products, 0, 24) as $product): ?>
<li class="card-slot">
<article class="ticket-card" data-look="<?= h($product['id']) ?>">
<div class="poster" aria-hidden="true"></div>
<div class="ticket-card-body">
<h2 class="ticket-card-title"><a href="/products/<?= h($product['id']) ?>"><?= h($product['title']) ?></a></h2>
<p class="ticket-card-foot">
<span class="price"><?= h(price_text($product['price'])) ?></span>
<span class="avail"><?php require __DIR__ . '/available.php' ?></span>
</p>
</div>
</article>
</li>
<?php endforeach ?>
</ul>
<nav class="pager" aria-label="Pages">
<?php if (count($products) > 24): ?>
<a class="btn btn-outline" href="/?after=<?= h($products[23]['id']) ?>" rel="next">Older tickets</a>
<?php endif ?>
</nav>
