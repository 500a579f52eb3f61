/** The explorer: GraphiQL with everything it needs on this server, and a choice of whom to be. */
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./explorer.css";
import { GraphiQL } from "graphiql";
import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { fetcher } from "./fetcher";
import { sampleTabs } from "./operations";
import { FIRST_ROLE, headersFor, listRoles, type DemoRole } from "./roles";

function Explorer() {
  const [roles, setRoles] = useState<DemoRole[]>([]);
  const [role, setRole] = useState(FIRST_ROLE);
  const [headers, setHeaders] = useState<{ role: string; text: string }>();

  useEffect(() => {
    void listRoles().then(setRoles);
  }, []);
  useEffect(() => {
    let current = true;
    void headersFor(role).then((text) => {
      if (current) setHeaders({ role, text });
    });
    return () => {
      current = false;
    };
  }, [role]);

  if (!headers) return <p className="waiting">토큰을 받는 중…</p>;
  const who = roles.find((one) => one.role === role);
  return (
    <>
      <header className="service">
        <img src="./icon.svg" alt="" />
        <h1>
          환불 <span>Hwanbul explorer</span>
        </h1>
        <label>
          나는
          <select value={role} onChange={(event) => setRole(event.target.value)}>
            {roles.map((one) => (
              <option key={one.role} value={one.role}>
                {one.name} · {one.role}
              </option>
            ))}
          </select>
        </label>
        <p>{who?.does}</p>
      </header>
      {/* A new role is a new start: its token stands in the header editor of every tab. */}
      <GraphiQL
        key={headers.role}
        fetcher={fetcher}
        defaultTabs={sampleTabs}
        initialHeaders={headers.text}
        defaultHeaders={headers.text}
        defaultEditorToolsVisibility="headers"
        inputValueDeprecation
        schemaDescription
      />
    </>
  );
}

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <Explorer />
    </StrictMode>,
  );
