-- wrk script: a page of 25 records by two filters and an order, a different one each time.
local states = { "draft", "open", "review", "closed" }
local n = 0
function request()
  n = n + 1
  local path = "/api/v1/registers/objects/records?status=" .. states[n % 4 + 1] .. "&region_code=" .. (n * 7 % 100) ..
    "&sort=opened_on&order=desc&limit=25"
  return wrk.format("GET", path)
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"rps":%.1f,"p50_ms":%.2f,"p95_ms":%.2f,"p99_ms":%.2f,"errors":%d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, e.status + e.connect + e.read + e.write + e.timeout))
end
