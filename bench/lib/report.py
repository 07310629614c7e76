def publish(r,b,d): print(r.samples)
