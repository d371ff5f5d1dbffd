-- wrk: one new record of twelve typed fields a request. Prints one line of JSON at the end.
local token = os.getenv("TOKEN")
local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. token }
local base, n = 0, 0

function init()
  base = os.time() % 1000000 * 1000000
end

function request()
  n = n + 1
  local k = base + n
  local body = string.format(
    '{"data":{"code":"N-%d","title":"Object title number %d","notes":"Some note text for the object, of ordinary length, about eighty characters long.","status":"open","region_code":%d,"quantity":%d,"serial_no":%d,"area":"%d.25","weight":"%d.5","opened_on":"2025-%02d-%02d","seen_at":"2026-01-02T03:04:05Z","extra":"{a:%d,b:x}"}}',
    k, k, k % 100, k % 10000, k, k % 5000, k % 900, k % 12 + 1, k % 28 + 1, k)
  return wrk.format("POST", "/api/v1/registers/objects/records", headers, body)
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"rps":%.1f,"p50_ms":%.2f,"p95_ms":%.2f,"p99_ms":%.2f,"errors":%d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, e.status + e.connect + e.read + e.write + e.timeout))
end
