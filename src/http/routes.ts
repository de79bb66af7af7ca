// Every path, in one table: method, path, who may call, handler. The reference is generated from it.

import { auditRoutes } from "./administration/audit.ts";
import { getsession } from "./administration/legacy-session.ts";
import { adminSessionRoutes } from "./administration/login.ts";
import { manageRoutes } from "./administration/manage.ts";
import { peopleRoutes } from "./administration/people.ts";
import { toolRoutes } from "./administration/tools.ts";
import { apiAuditRoutes } from "./api/auditlog.ts";
import { apiDirectoryRoutes } from "./api/directory.ts";
import { apiPeopleRoutes } from "./api/people.ts";
import { apiTokenRoutes } from "./api/tokens.ts";
import type { Route } from "./call.ts";
import { aboutRoutes } from "./pages/about.ts";
import { healthRoutes } from "./pages/health.ts";
import { testLoginRoutes } from "./pages/test-login.ts";
import { openApiRoute } from "./reference/open-api.ts";
import { maintenanceRoutes, type SetLogLevel } from "./reporting/maintenance.ts";
import { monitoringRoutes } from "./reporting/monitoring.ts";
import { reportedStatusesRoute, reportingRoutes } from "./reporting/reporting.ts";
import { configRoutes } from "./system/config.ts";
import { policyRoutes } from "./system/policies.ts";
import { policyViewRoutes } from "./system/policy-views.ts";
import { providerRoutes } from "./system/providers.ts";
import { realmRoutes } from "./system/realms.ts";
import { resolverRoutes } from "./system/resolvers.ts";
import { securityModuleRoutes } from "./system/security-module.ts";
import { supportRoutes } from "./system/support.ts";
import { adminRoutes } from "./tokens/admin.ts";
import { adminImportRoutes } from "./tokens/admin-import.ts";
import { gettokenRoutes } from "./tokens/gettoken.ts";
import { userserviceClaimRoutes } from "./tokens/userservice-claims.ts";
import { userserviceTokenRoutes } from "./tokens/userservice-tokens.ts";
import { activationRoutes } from "./userservice/activation.ts";
import { userserviceRoutes } from "./userservice/userservice.ts";
import { appRoutes } from "./validate/apps.ts";
import { validateRoutes } from "./validate/validate.ts";

export interface RouteChoices {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Whether LinOTP 2 clients may log in. */
  readonly legacySession: boolean;
  /** Without it there is no log whose level could be set. */
  readonly setLogLevel?: SetLogLevel;
}

export function routeTable(choices: RouteChoices): readonly Route[] {
  const routes = endpoints(choices);
  return [...routes, openApiRoute(routes)];
}

function endpoints({ startedAt, legacySession, setLogLevel }: RouteChoices): readonly Route[] {
  return [
    ...adminSessionRoutes,
    ...(legacySession ? [getsession] : []),
    ...adminRoutes,
    ...adminImportRoutes,
    ...validateRoutes,
    ...appRoutes,
    ...userserviceRoutes,
    ...activationRoutes,
    ...userserviceTokenRoutes,
    ...userserviceClaimRoutes,
    ...gettokenRoutes,
    ...configRoutes,
    ...resolverRoutes,
    ...realmRoutes,
    ...policyRoutes,
    ...policyViewRoutes,
    ...providerRoutes,
    ...supportRoutes,
    ...securityModuleRoutes,
    ...reportingRoutes,
    reportedStatusesRoute,
    ...monitoringRoutes,
    ...maintenanceRoutes(setLogLevel ?? (() => undefined)),
    ...auditRoutes,
    ...toolRoutes,
    ...peopleRoutes,
    ...healthRoutes(startedAt),
    ...manageRoutes,
    ...testLoginRoutes,
    ...apiTokenRoutes,
    ...apiPeopleRoutes,
    ...apiDirectoryRoutes,
    ...apiAuditRoutes,
    ...aboutRoutes,
  ];
}
