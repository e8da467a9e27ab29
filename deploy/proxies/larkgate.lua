-- Asks larkgate whether a request may pass, and who it is. For HAProxy 2.6 or later, in the backend of an application:
--
--     http-request lua.larkgate ADDRESS NAMES
--     http-request deny deny_status 503 unless { var(txn.larkgate) -m str passed }
--
-- ADDRESS is larkgate's host:port, NAMES the headers that tell the backend who comes, with commas between.
-- The second line is needed: HAProxy goes on after a script that failed.

-- How long larkgate may take, in milliseconds.
local patience = 5000

-- What larkgate reads of the browser's headers.
local read = {
    "accept", "accept-language", "access-control-request-method", "authorization", "content-type", "cookie", "host",
    "sec-fetch-dest", "sec-fetch-mode", "sec-websocket-key", "x-requested-with",
}

-- What speaks of one connection, or is for HAProxy to say.
local kept = { ["connection"] = true, ["content-length"] = true, ["keep-alive"] = true, ["transfer-encoding"] = true }

-- The host that HAProxy goes by, with the port that the browser came to, whatever it writes there. Several stay several, and
-- larkgate refuses them.
local function host(txn, written)
    if written[0] and not written[1] then
        return { [0] = txn.c:host_only(written[0]) .. ":" .. txn.f:dst_port() }
    end
    return written
end

local function question(txn, sent)
    local headers = {
        ["x-forwarded-for"] = { txn.f:src() },
        ["x-forwarded-method"] = { txn.f:method() },
        ["x-forwarded-proto"] = { txn.f:ssl_fc() == 1 and "https" or "http" },
        ["x-forwarded-uri"] = { txn.f:pathq() },
    }
    for _, name in ipairs(read) do
        headers[name] = sent[name]
    end
    headers["x-forwarded-host"] = host(txn, sent["host"] or {})
    return headers
end

-- larkgate's answer for the browser: a page, a redirect, or a reason in JSON.
local function refuse(txn, answer)
    local reply = txn:reply({ status = answer.status, body = answer.body })
    for name, values in pairs(answer.headers) do
        for at = 0, #values do
            if not kept[name] then
                reply:add_header(name, values[at])
            end
        end
    end
    txn:done(reply)
end

-- The backend gets all cookies but larkgate's own, which are worth a session here.
local function take_cookies_out(txn, sent)
    local others = {}
    for at = 0, sent["cookie"] and #sent["cookie"] or -1 do
        for cookie in sent["cookie"][at]:gmatch("[^;]+") do
            cookie = cookie:match("^%s*(.-)%s*$")
            if not cookie:gsub("^__%a+%-", ""):match("^larkgate%-app") then
                table.insert(others, cookie)
            end
        end
    end
    txn.http:req_del_header("cookie")
    if #others > 0 then
        txn.http:req_set_header("cookie", table.concat(others, "; "))
    end
end

core.register_action("larkgate", { "http-req" }, function(txn, address, names)
    local sent = txn.http:req_get_headers()
    local answer = core.httpclient():get({
        url = "http://" .. address .. "/forward-auth/proxy",
        headers = question(txn, sent),
        timeout = patience,
    })
    if answer.status ~= 200 then
        return refuse(txn, answer)
    end
    for name in names:gmatch("[^,]+") do
        local values = answer.headers[name:lower()]
        txn.http:req_set_header(name, values and values[0] or "")
    end
    take_cookies_out(txn, sent)
    txn:set_var("txn.larkgate", "passed")
end, 2)
