// What every view knows: who looks, and what the deployment is.

export const state = {
  me: null,
  mode: null,
  definition: null,
};
