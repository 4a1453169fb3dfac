# status-watch in a container: docker build -t status-watch . && docker run status-watch
# docs/operations.md tells of running it.

FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# Whatever the mask of whoever cloned it, all may read it.
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund && chmod -R a+rX package.json LICENSE bin config

FROM node:24-bookworm-slim
# A configuration that is mounted as /etc/status-watch is found there; without one it is the packaged one.
ENV NODE_ENV=production XDG_CONFIG_HOME=/etc
WORKDIR /app
COPY --from=build /src/package.json /src/LICENSE ./
COPY --from=build /src/node_modules ./node_modules
COPY --from=build /src/config ./config
COPY --from=build /src/bin ./bin
COPY --from=build /src/dist ./dist
# 1000 is the image's own user, node; by number, so that Kubernetes can see that it is not root.
RUN ln -s /app/bin/status-watch.js /usr/local/bin/status-watch && install -d -o 1000 -g 1000 /data
USER 1000:1000
WORKDIR /data
VOLUME /data
EXPOSE 8787
# Only from within the container. To be reached from outside it has to listen on 0.0.0.0, and to have a token.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["status-watch", "health", "--listen", "127.0.0.1:8787"]
ENTRYPOINT ["status-watch"]
CMD ["run", "--state", "/data", "--listen", "127.0.0.1:8787"]
