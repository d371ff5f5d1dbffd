-- wrk script: pages by turns. PAGES is a list of paths, one a line, in a file.
local paths = {}
for line in io.lines(os.getenv("PAGES")) do paths[#paths + 1] = line end
local n = 0
function request()
  n = n + 1
  return wrk.format("GET", paths[n % #paths + 1])
end
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"rps":%.1f,"p50_ms":%.2f,"p95_ms":%.2f,"p99_ms":%.2f,"errors":%d}\n',
    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, e.status + e.connect + e.read + e.write + e.timeout))
end
